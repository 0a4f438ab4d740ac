import type { Gap } from '../../model/index.ts';
import { type Numbered, numbered } from './numbered.ts';
import type { Objects } from './objects.ts';
import { COMMIT } from './pack.ts';

/** Every commit that is there, by number. */
export interface Commits {
  objects: Numbered;
  /** Commits that could not be read. */
  gaps: Gap[];
  /** Number of the commit's tree, or -1 where it is missing. */
  tree: Int32Array;
  /** Numbers, those that can be reached from `tips` first, and in both parts parents before children and the older first. */
  order(tips: string[]): number[];
}

const LF = 10;
const SPACE = 32;

/** Reads all commits: their trees, parents and dates. */
export function readCommits(store: Objects, trees: Numbered): Commits {
  const objects = numbered(store, COMMIT);
  const tree = new Int32Array(objects.count).fill(-1);
  const dates = new Float64Array(objects.count);
  const parents: number[][] = new Array(objects.count);
  const gaps = objects.walk((number, bytes) => {
    const line = bytes.indexOf(LF) + 1;
    if (bytes.latin1Slice(0, 5) !== 'tree ') return;
    tree[number] = trees.table.getHex(bytes, 5);
    const own: number[] = [];
    let at = line;
    for (; bytes[at] === 0x70 && bytes[at + 6] === SPACE; at += line + 2) {
      const parent = objects.table.getHex(bytes, at + 7);
      if (parent >= 0) own.push(parent);
    }
    parents[number] = own;
    const committer = bytes.indexOf(LF, at) + 1;
    const end = bytes.indexOf(LF, committer);
    const zone = bytes.lastIndexOf(SPACE, end);
    dates[number] = Number(bytes.latin1Slice(bytes.lastIndexOf(SPACE, zone - 1) + 1, zone)) || 0;
  });
  return {
    objects,
    gaps,
    tree,
    order(tips) {
      const reached = reachable(
        parents,
        tips.map((id) => objects.table.getHex(Buffer.from(id), 0)),
      );
      const corrected = correctedDates(parents, dates);
      return Array.from(dates.keys()).sort(
        (a, b) =>
          reached[b]! - reached[a]! || corrected[a]! - corrected[b]! || byText(objects.id(a), objects.id(b)),
      );
    },
  };
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function reachable(parents: number[][], tips: number[]): Uint8Array {
  const reached = new Uint8Array(parents.length);
  const stack = tips.filter((tip) => tip >= 0);
  for (let commit = stack.pop(); commit !== undefined; commit = stack.pop()) {
    if (reached[commit] === 1) continue;
    reached[commit] = 1;
    for (const parent of parents[commit] ?? []) stack.push(parent);
  }
  return reached;
}

/**
 * Commit dates, moved behind those of all parents: clocks are wrong at times.
 * https://git-scm.com/docs/commit-graph#_generation_numbers
 */
function correctedDates(parents: number[][], dates: Float64Array): Float64Array {
  const corrected = new Float64Array(dates.length);
  const stack: number[] = [];
  for (let start = 0; start < dates.length; start++) {
    stack.push(start);
    while (stack.length > 0) {
      const commit = stack.at(-1)!;
      const open = corrected[commit]
        ? []
        : (parents[commit] ?? []).filter((parent) => corrected[parent] === 0);
      for (const parent of open) stack.push(parent);
      if (open.length > 0) continue;
      stack.pop();
      if (corrected[commit]) continue;
      let date = Math.max(1, dates[commit]!);
      for (const parent of parents[commit] ?? []) date = Math.max(date, corrected[parent]! + 1);
      corrected[commit] = date;
    }
  }
  return corrected;
}

/** Author and date as a commit states them. */
export function authorOf(commit: Buffer): { author: string; date: string } | undefined {
  const found = /^author (.*?) ?<[^>\n]*> (\d+) ([+-])(\d\d)(\d\d)$/m.exec(commit.toString('utf8'));
  if (!found) return undefined;
  const [, author, seconds, sign, hours, minutes] = found;
  const offset = (sign === '-' ? -60 : 60) * (60 * Number(hours) + Number(minutes));
  const local = new Date(1000 * (Number(seconds) + offset));
  if (Number.isNaN(local.getTime())) return undefined;
  const zone = offset === 0 ? 'Z' : `${sign}${hours}:${minutes}`;
  return { author: author!, date: `${local.toISOString().slice(0, 19)}${zone}` };
}
