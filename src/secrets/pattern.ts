/**
 * What can be known of a rule's pattern without running it: how wide a match can be, whether it can start with a
 * literal, and which bytes must follow. This is what bounds every window, and what refuses patterns that can be slow.
 */
export type Node =
  | { type: 'empty' }
  | { type: 'set'; bytes: Uint8Array; size: number }
  | { type: 'sequence' | 'choice'; items: Node[] }
  | { type: 'repeat'; item: Node; min: number; max: number };

export class PatternError extends Error {}

const EMPTY: Node = { type: 'empty' };

/** 1 for each latin1 character that the single-character source (class, escape, dot or character) matches. */
function setOf(source: string, flags: string): Node {
  const test = new RegExp(`^(?:${source})$`, flags);
  const bytes = new Uint8Array(256);
  let size = 0;
  for (let i = 0; i < 256; i++) {
    if (!test.test(String.fromCharCode(i))) continue;
    bytes[i] = 1;
    size++;
  }
  return { type: 'set', bytes, size };
}

/** Parses the part of the JavaScript pattern grammar that rules may use. */
export function parsePattern(source: string, ignoreCase = false): Node {
  const flags = ignoreCase ? 'i' : '';
  new RegExp(source, flags);
  let at = 0;

  const choice = (): Node => {
    const items = [sequence()];
    while (source[at] === '|') {
      at++;
      items.push(sequence());
    }
    return items.length === 1 ? items[0]! : { type: 'choice', items };
  };
  const sequence = (): Node => {
    const items: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') items.push(repeated(atom()));
    return items.length === 1 ? items[0]! : { type: 'sequence', items };
  };
  const group = (): Node => {
    const open = /\((?:\?(?:<?[=!]|:|<\w+>))?/y;
    open.lastIndex = at;
    const head = open.exec(source)![0];
    at += head.length;
    const inner = choice();
    at++;
    return /[=!]$/.test(head) ? EMPTY : inner;
  };
  const atom = (): Node => {
    const char = source[at]!;
    if (char === '(') return group();
    if (char === '^' || char === '$') {
      at++;
      return EMPTY;
    }
    const token = /\[(?:\\.|[^\]\\])*\]|\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|.)|[\s\S]/y;
    token.lastIndex = at;
    const text = token.exec(source)![0];
    at += text.length;
    if (text === '\\b' || text === '\\B') return EMPTY;
    if (/^\\[1-9k]/.test(text)) throw new PatternError('back-references are not supported');
    return setOf(text, flags);
  };
  const repeated = (item: Node): Node => {
    const quantifier = /(?:\{(\d+)(,?)(\d*)\}|[*+?])\??/y;
    quantifier.lastIndex = at;
    const found = quantifier.exec(source);
    if (!found) return item;
    at += found[0].length;
    if (found[1] === undefined) {
      const sign = found[0][0];
      return {
        type: 'repeat',
        item,
        min: sign === '+' ? 1 : 0,
        max: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
      };
    }
    const min = Number(found[1]);
    const max = found[2] === '' ? min : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
    return { type: 'repeat', item, min, max };
  };
  return choice();
}

/** Fewest and most characters a match of the node can have. */
export function widthOf(node: Node): { min: number; max: number } {
  if (node.type === 'empty') return { min: 0, max: 0 };
  if (node.type === 'set') return { min: 1, max: 1 };
  if (node.type === 'repeat') {
    const { min, max } = widthOf(node.item);
    return { min: min * node.min, max: max === 0 ? 0 : max * node.max };
  }
  const widths = node.items.map(widthOf);
  if (node.type === 'sequence')
    return widths.reduce((sum, w) => ({ min: sum.min + w.min, max: sum.max + w.max }), { min: 0, max: 0 });
  return { min: Math.min(...widths.map((w) => w.min)), max: Math.max(...widths.map((w) => w.max)) };
}

/**
 * What is left of the pattern after `literal` has been read at its start; empty when it cannot start so. Only characters
 * the pattern names one by one count: `[a-z]{7}` does not start with a seven-letter word.
 */
export function afterLiteral(items: Node[], literal: string, ignoreCase: boolean, at = 0): Node[][] {
  if (at === literal.length) return [items];
  const [head, ...rest] = items;
  if (!head) return [];
  switch (head.type) {
    case 'empty':
      return afterLiteral(rest, literal, ignoreCase, at);
    case 'set':
      if (head.size > (ignoreCase ? 2 : 1) || head.bytes[literal.charCodeAt(at)] !== 1) return [];
      return afterLiteral(rest, literal, ignoreCase, at + 1);
    case 'sequence':
      return afterLiteral([...head.items, ...rest], literal, ignoreCase, at);
    case 'choice':
      return head.items.flatMap((item) => afterLiteral([item, ...rest], literal, ignoreCase, at));
    case 'repeat': {
      const without = head.min === 0 ? afterLiteral(rest, literal, ignoreCase, at) : [];
      if (head.max === 0) return without;
      const next: Node = { ...head, min: Math.max(0, head.min - 1), max: head.max - 1 };
      return [...afterLiteral([head.item, next, ...rest], literal, ignoreCase, at), ...without];
    }
  }
}

/** Bytes that must follow: at least `length` of them, all in `bytes`. */
export interface Run {
  bytes: Uint8Array;
  length: number;
}

/** The run every one of the continuations demands: the union of their sets for the shortest of their lengths. */
export function runOf(continuations: Node[][], most = 32): Run {
  const bytes = new Uint8Array(256);
  let length = most;
  for (const items of continuations) {
    let taken = 0;
    for (const item of items) {
      const inner = item.type === 'repeat' ? item.item : item;
      if (item.type === 'empty') continue;
      if (inner.type !== 'set' || inner.size > 100) break;
      for (let i = 0; i < 256; i++) if (inner.bytes[i]) bytes[i] = 1;
      taken += item.type === 'repeat' ? item.min : 1;
      if (taken >= most) break;
    }
    length = Math.min(length, taken);
  }
  return { bytes, length: continuations.length === 0 ? 0 : length };
}
