const INDENT = '  ';
/** Levels that are written bit by bit: `{ "inventory": { "identities": [ …`. What is deeper is small. */
const LEVELS = 3;

/** The text of `JSON.stringify(value, null, 2)` in pieces, one for each element of the upper levels. */
export function* jsonPieces(value: unknown, level = 0): Generator<string> {
  if (level === LEVELS || typeof value !== 'object' || value === null) {
    // A line break in the text is always layout: those of a value are written as \n.
    yield JSON.stringify(value, null, INDENT).replaceAll('\n', `\n${INDENT.repeat(level)}`);
    return;
  }
  const isList = Array.isArray(value);
  const inner = `\n${INDENT.repeat(level + 1)}`;
  let before = isList ? '[' : '{';
  for (const [key, one] of Object.entries(value)) {
    if (one === undefined && !isList) continue;
    yield `${before}${inner}${isList ? '' : `${JSON.stringify(key)}: `}`;
    yield* jsonPieces(one ?? null, level + 1);
    before = ',';
  }
  const end = isList ? ']' : '}';
  yield before === ',' ? `\n${INDENT.repeat(level)}${end}` : `${before}${end}`;
}
