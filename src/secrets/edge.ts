import type { RuleData } from './plan.ts';

const EDGES: Record<NonNullable<RuleData['boundary']>, string> = {
  word: '[A-Za-z0-9_]',
  token: '[A-Za-z0-9_-]',
  base64: '[A-Za-z0-9_+/=-]',
  none: '',
};

/** What may not stand behind a match, as a class. */
export function rightEdge(rule: RuleData): string {
  return EDGES[rule.boundary ?? 'word'];
}

/**
 * What may not stand before a match. A contextual rule starts with a word that may be part of a longer name; a pattern that
 * is wider than its secret starts with a key, before which an assignment may stand.
 */
export function leftEdge(rule: RuleData): string {
  const right = rightEdge(rule);
  if (rule.ignoreCase) return '';
  return right && rule.pattern.includes('(?<secret>') ? EDGES.word : right.replace('=', '');
}

/**
 * An escape or a terminal colour ends in letters or digits that are no part of what follows: `\n`, `%3D`, `\u003d`, `[32m`;
 * nor is the dash of a shell's `${NAME:-default}`.
 */
const ESCAPE = '\\\\[nrtbfv0]|%[0-9A-Fa-f]{2}|\\\\x[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}|\\[[0-9;]{1,12}m|:-';

/** Looks behind: the edge, or an escape that ends there. */
export function notBehind(edge: string): string {
  return edge && `(?:(?<!${edge})|(?<=${ESCAPE}))`;
}

const edgeSets = new Map<string, Uint8Array>();

/** The same as a table: where a match starts with its literal, the byte before tells without looking at the pattern. */
export function edgeSet(edge: string): Uint8Array | undefined {
  if (edge === '') return undefined;
  const test = new RegExp(edge);
  const set =
    edgeSets.get(edge) ??
    Uint8Array.from({ length: 256 }, (_, i) => (test.test(String.fromCharCode(i)) ? 1 : 0));
  edgeSets.set(edge, set);
  return set;
}

const [BACKSLASH, PERCENT, M, COLON] = [92, 37, 109, 58];
/** Kinds of string in compiled Python: ASCII of at most 255 bytes, an identifier or not, referred to again or not. */
const PYTHON_STRINGS = [0x5a, 0x7a, 0xda, 0xfa];

/** Whether an escape may end before `at`; the pattern decides. */
export function mayEscape(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at - 2] === BACKSLASH ||
    bytes[at - 2] === COLON ||
    PYTHON_STRINGS.includes(bytes[at - 2]!) ||
    bytes[at - 3] === PERCENT ||
    bytes[at - 1] === M ||
    bytes[at - 4] === BACKSLASH ||
    bytes[at - 6] === BACKSLASH
  );
}

/**
 * Where a string of compiled Python ends, if one starts here: its kind and its length stand before it, and what follows may be
 * a letter. https://github.com/python/cpython/blob/main/Python/marshal.c
 */
export function pythonStringEnd(bytes: Uint8Array, at: number): number | undefined {
  if (!PYTHON_STRINGS.includes(bytes[at - 2]!)) return undefined;
  const end = at + bytes[at - 1]!;
  return end <= bytes.length ? end : undefined;
}
