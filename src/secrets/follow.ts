import { before, type Node, type Rest, type Site } from './pattern.ts';

/** Bytes that must follow: at least `length` of them, all in `bytes`. */
export interface Run {
  bytes: Uint8Array;
  length: number;
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
