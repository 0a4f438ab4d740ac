import type { Observation } from '../../model/index.ts';
import type { Parsed } from '../tree/tree.ts';

/** One gap for a file that could not be read whole: its first error, and how many follow. */
export function* syntaxGap(
  what: string,
  path: string,
  documents: readonly (Parsed | undefined)[],
): Generator<Observation> {
  const errors = documents.flatMap((document) => document?.errors ?? []);
  const [first] = errors;
  if (!first) return;
  const more =
    errors.length > 1 ? ` (and ${errors.length - 1} more errors; what follows may be missing)` : '';
  yield {
    type: 'gap',
    gap: { what, where: `${path}:${first.line}`, why: `${first.message.replace(/:$/, '')}${more}` },
  };
}
