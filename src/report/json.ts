import type { Report } from '../model/index.ts';
import { jsonPieces } from './json-pieces.ts';

/** The whole report, as its schema says. In pieces: that of a large account is longer than a string may be. */
export function* json(report: Report): Generator<string> {
  yield* jsonPieces(report);
  yield '\n';
}
