import { before, type Node, type Rest, type Site, widthOf } from './pattern.ts';

/** Bytes that must follow: at least `length` of them, all in `bytes`. */
export interface Run {
  bytes: Uint8Array;
  length: number;
}

/** After at most `within` bytes of `through`, a byte of `stop` must come: the quote before a value, the colon behind a name. */
export interface Fence {
  through: Uint8Array;
  stop: Uint8Array;
  within: number;
}

/** Sets that hold nearly everything tell nothing. */
const WIDE = 100;
/** Alternatives followed one inside the other. */
const DEEPEST = 4;

const add = (to: Uint8Array, from: Uint8Array) => {
  for (let i = 0; i < 256; i++) if (from[i]) to[i] = 1;
};

/** What every one of the runs demands. */
function common(runs: Run[]): Run {
  const bytes = new Uint8Array(256);
  for (const run of runs) if (run.length > 0) add(bytes, run.bytes);
  return { bytes, length: runs.length === 0 ? 0 : Math.min(...runs.map((run) => run.length)) };
}

/** Reads on as long as one set follows another, through alternatives and optional parts, too. */
function leadingRun(start: Rest, most: number, depth = 0): Run {
  const bytes = new Uint8Array(256);
  let length = 0;
  for (let rest = start; rest && length < most; ) {
    const { node, next } = rest;
    const inner = node.type === 'repeat' ? node.item : node;
    if (node.type === 'sequence') rest = before(node.items, next);
    else if (node.type === 'empty') rest = next;
    else if (inner.type === 'set') {
      if (inner.size > WIDE) break;
      add(bytes, inner.bytes);
      length += node.type === 'repeat' ? node.min : 1;
      rest = next;
    } else {
      const ways = waysOn(node, next);
      if (!ways || depth === DEEPEST) break;
      const run = common(ways.map((way) => leadingRun(way, most - length, depth + 1)));
      if (run.length > 0) add(bytes, run.bytes);
      length += run.length;
      break;
    }
  }
  return { bytes, length: Math.min(length, most) };
}

/** The alternatives at a choice or an optional part. */
function waysOn(node: Node, next: Rest): Rest[] | undefined {
  if (node.type === 'choice') return node.items.map((item) => ({ node: item, next }));
  if (node.type === 'repeat' && node.min === 0 && node.max === 1) return [{ node: node.item, next }, next];
  return undefined;
}

/** The run every one of the sites demands: the union of their sets for the shortest of their lengths. */
export function runAfter(sites: Site[], most = 32): Run {
  return common(sites.map(({ rest }) => leadingRun(rest, most)));
}

/** The longest run of bytes of one class that stands in every match, wherever it is. */
export function longestRun(node: Node): Run {
  let best: Run = { bytes: new Uint8Array(256), length: 0 };
  for (let rest: Rest = { node, next: undefined }; rest; ) {
    const run = leadingRun(rest, 64);
    if (run.length > best.length) best = run;
    rest = rest.node.type === 'sequence' ? before(rest.node.items, rest.next) : rest.next;
  }
  return best;
}

/** Further away a fence tells less than the pattern costs. */
const FARTHEST = 200;
/** A stop of more bytes than quotes and separators tells nothing. */
const NARROW = 12;

function everyByte(node: Node, into: Uint8Array): void {
  if (node.type === 'set') add(into, node.bytes);
  else if (node.type === 'repeat') everyByte(node.item, into);
  else if (node.type !== 'empty') for (const item of node.items) everyByte(item, into);
}

function fenceIn(start: Rest): Fence | undefined {
  const through = new Uint8Array(256);
  let within = 0;
  for (let rest = start; rest; ) {
    const { node, next } = rest;
    if (node.type === 'sequence') {
      rest = before(node.items, next);
      continue;
    }
    const inner = node.type === 'repeat' ? node.item : node;
    const isStop =
      inner.type === 'set' &&
      inner.size <= NARROW &&
      widthOf(node).min > 0 &&
      !inner.bytes.some((on, byte) => on && through[byte]);
    if (isStop && within > 0) return { through, stop: inner.bytes, within };
    everyByte(node, through);
    within += widthOf(node).max;
    if (within > FARTHEST) return undefined;
    rest = next;
  }
  return undefined;
}

/** The fence that stands behind every one of the sites. */
export function fenceAfter(sites: Site[]): Fence | undefined {
  const fences = sites.map(({ rest }) => fenceIn(rest));
  const fence: Fence = { through: new Uint8Array(256), stop: new Uint8Array(256), within: 0 };
  for (const one of fences) {
    if (!one) return undefined;
    add(fence.through, one.through);
    add(fence.stop, one.stop);
    fence.within = Math.max(fence.within, one.within);
  }
  return fences.length > 0 ? fence : undefined;
}
