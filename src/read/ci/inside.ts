import type { Location } from '../../model/index.ts';
import { lineIndex } from '../../util/position.ts';
import { locate, type ScalarTree } from '../tree/tree.ts';

/** Finds the place of a stretch of a scalar's value in the source, through quotes, escapes, indentation and folding. */
export type Inside = (scalar: ScalarTree, start: number, end: number) => Location;

/** Builds the look-up for one file. */
export function insideOf(path: string, source: string): Inside {
  const lines = lineIndex(source);
  return (scalar, start, end) => {
    const from = sourceOffset(source, scalar, start);
    const to = sourceOffset(source, scalar, Math.max(end - 1, start)) + 1;
    const first = lines.line(from);
    const last = lines.line(Math.max(to, from));
    return {
      ...locate(path, scalar),
      startLine: first.line,
      startColumn: first.column,
      endLine: last.line,
      endColumn: last.column,
    };
  };
}

const BLANK = /\s/;

/** Where each character of a value stands, made on the first question: a long script is asked for many places. */
const walked = new WeakMap<ScalarTree, Uint32Array>();

/** The offset in the source of the character at `index` of the value. */
export function sourceOffset(source: string, scalar: ScalarTree, index: number): number {
  const known = walked.get(scalar);
  const offsets = known ?? walk(source, scalar);
  if (!known) walked.set(scalar, offsets);
  return offsets[Math.min(Math.max(index, 0), offsets.length - 1)]!;
}

/**
 * Walks value and source at once: a character of the value stands in the source as itself, as an escape, or (white space only) folded
 * into a line break with indentation.
 */
function walk(source: string, scalar: ScalarTree): Uint32Array {
  const value = String(scalar.value ?? '');
  const offsets = new Uint32Array(value.length + 1).fill(scalar.span.end);
  let at = scalar.span.start;
  const quote = scalar.style === 'quoted' ? source[at] : '';
  if (quote) at++;
  if (scalar.style === 'block') at = source.indexOf('\n', at) + 1 || scalar.span.end;
  for (let i = 0; i <= value.length && at < scalar.span.end; i++) {
    const char = value[i] ?? '';
    at = settle(source, at, char, quote);
    offsets[i] = Math.min(at, scalar.span.end);
    at += width(source, at, char, quote);
  }
  return offsets;
}

/** Skips what the source has before the next character of the value. */
function settle(source: string, from: number, char: string, quote: string | undefined): number {
  let at = from;
  while (at < source.length) {
    if (quote === '"' && source[at] === '\\' && /[\r\n]/.test(source[at + 1] ?? '')) at += 2;
    else if (char && !BLANK.test(char) && BLANK.test(source[at]!)) at++;
    else break;
  }
  return at;
}

/** How many characters of the source stand for one of the value. */
function width(source: string, at: number, char: string, quote: string | undefined): number {
  const here = source[at];
  if (quote === "'" && here === "'" && source[at + 1] === "'") return 2;
  if (quote === '"' && here === '\\') return { x: 4, u: 6, U: 10 }[source[at + 1]!] ?? 2;
  if (here === char) return 1;
  if (!BLANK.test(char)) return 1;
  let end = at;
  while (end < source.length && BLANK.test(source[end]!)) end++;
  return end - at;
}
