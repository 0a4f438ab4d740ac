import type { Location, SourceFile } from '../../model/index.ts';
import { type LineIndex, lineIndex } from '../../util/position.ts';
import { parseJson } from '../tree/json.ts';
import { get, locate, type Tree } from '../tree/tree.ts';

/** Exports up to this size are parsed with exact places; of larger ones the line of each record is found by its unique id. */
const EXACT = 2_000_000;

/** Where the records of an export stand. */
export interface Places {
  /** Place of a value by its path, or of the record with this id when the file is too large for exact places. */
  of(path: readonly (string | number)[], id?: string): Location;
  tree?: Tree;
}

/** Places in a JSON export; not `exact` when it is several documents one after another. Records are asked for in their order, so that one pass over a large text finds them all. */
export function placesOf(file: SourceFile, exact = true): Places {
  const { path, text: source, part } = file;
  const evidence = path.startsWith('aws:') ? ('api' as const) : ('export' as const);
  if (exact && !part && source.length <= EXACT) {
    const { tree } = parseJson(source);
    return {
      ...(tree ? { tree } : {}),
      of: (steps) => ({ ...locate(path, get(tree, ...steps)), source: evidence }),
    };
  }
  let lines: LineIndex | undefined;
  let cursor = 0;
  return {
    of(steps, id) {
      const pointer = `/${steps.join('/')}`;
      if (!id) return { path, pointer, source: evidence };
      let at = source.indexOf(`"${id}"`, cursor);
      if (at < 0) at = source.indexOf(`"${id}"`);
      if (at < 0) return { path, pointer, source: evidence };
      cursor = at;
      lines ??= lineIndex(source);
      const { line, column } = lines.line(at);
      const startLine = (part?.line ?? 1) + line - 1;
      const startColumn = part && line === 1 ? part.column + at - part.before : column;
      return { path, startLine, startColumn, pointer, source: evidence };
    },
  };
}
