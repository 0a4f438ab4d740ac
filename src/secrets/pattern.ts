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
  const key = flags + source;
  const known = sets.get(key) ?? makeSet(source, flags);
  sets.set(key, known);
  return known;
}

const sets = new Map<string, Node>();

function makeSet(source: string, flags: string): Node {
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

export interface Width {
  min: number;
  max: number;
}

/** Fewest and most characters a match of the node can have. */
export function widthOf(node: Node): Width {
  const width = widths.get(node) ?? measure(node);
  widths.set(node, width);
  return width;
}

const widths = new WeakMap<Node, Width>();

function measure(node: Node): Width {
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

/** Nodes still to be matched, as a list that shares its tails. */
export type Rest = { node: Node; next: Rest } | undefined;

export const before = (items: Node[], next: Rest, from = 0): Rest => {
  let rest = next;
  for (let i = items.length - 1; i >= from; i--) rest = { node: items[i]!, next: rest };
  return rest;
};

/**
 * What is left of the pattern after `literal` has been read at its start; nothing when it cannot start so. `strict` asks that
 * the first two characters are named one by one: `[a-z]{7}` does not start with a seven-letter word, `SK[0-9a-f]{32}` does
 * start with `SK0`.
 */
function* afterLiteral(rest: Rest, literal: string, strict: number, at = 0): Generator<Rest> {
  if (at === literal.length) yield rest;
  if (at === literal.length || !rest) return;
  const { node, next } = rest;
  switch (node.type) {
    case 'empty':
      yield* afterLiteral(next, literal, strict, at);
      return;
    case 'set':
      if ((at < 2 && node.size > strict) || node.bytes[literal.charCodeAt(at)] !== 1) return;
      yield* afterLiteral(next, literal, strict, at + 1);
      return;
    case 'sequence':
      yield* afterLiteral(before(node.items, next), literal, strict, at);
      return;
    case 'choice':
      for (const item of node.items) yield* afterLiteral({ node: item, next }, literal, strict, at);
      return;
    case 'repeat': {
      if (node.max > 0) {
        const again: Node = { ...node, min: Math.max(0, node.min - 1), max: node.max - 1 };
        yield* afterLiteral({ node: node.item, next: { node: again, next } }, literal, strict, at);
      }
      if (node.min === 0) yield* afterLiteral(next, literal, strict, at);
    }
  }
}

/** A place in the pattern where the literal can stand: how far behind the start, and what follows it. */
export interface Site {
  min: number;
  max: number;
  rest: Rest;
}

/** Places inside `node` where the literal can start; `next` follows the node, which starts `from` behind the pattern's start. */
function* sitesIn(node: Node, next: Rest, from: Width, literal: string, strict: number): Generator<Site> {
  switch (node.type) {
    case 'empty':
      return;
    case 'set':
      for (const rest of afterLiteral({ node, next }, literal, strict)) yield { ...from, rest };
      return;
    case 'choice':
      for (const item of node.items) yield* sitesIn(item, next, from, literal, strict);
      return;
    case 'sequence': {
      let { min, max } = from;
      let tail = before(node.items, next);
      for (const item of node.items) {
        tail = tail!.next;
        yield* sitesIn(item, tail, { min, max }, literal, strict);
        const width = widthOf(item);
        min += width.min;
        max += width.max;
      }
      return;
    }
    case 'repeat': {
      if (node.max === 0) return;
      const again: Node = { ...node, min: 0, max: node.max - 1 };
      const width = widthOf(node.item).max;
      const last = { min: from.min, max: from.max + (width === 0 ? 0 : width * (node.max - 1)) };
      yield* sitesIn(node.item, { node: again, next }, last, literal, strict);
    }
  }
}

/** Where in the pattern the literal stands: where its characters are named, or else wherever they may stand. */
export function sitesOf(node: Node, literal: string, ignoreCase: boolean): Site[] {
  const start = { min: 0, max: 0 };
  const named = [...sitesIn(node, undefined, start, literal, ignoreCase ? 2 : 1)];
  return named.length > 0 ? named : [...sitesIn(node, undefined, start, literal, 256)];
}
