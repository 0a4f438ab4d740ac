import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { Change, Gap } from '../../model/index.ts';
import { applyDelta } from './delta.ts';
import { BLOB, openPack, type Pack } from './pack.ts';
import { readPackIndex } from './pack-index.ts';
import { looseObjects, type ObjectStore, packsOf } from './store.ts';

/** Larger content is data: it is counted and reported, not read. */
export const LARGEST_BLOB = 64 << 20;

/**
 * Takes one blob; `from` is what it returned for the blob this one was made from, with what was copied. What it returns is
 * handed to the blobs made from this one and then dropped.
 */
export type VisitBlob<State> = (
  id: string,
  bytes: Buffer,
  from?: { state: State; change: Change },
) => State | undefined;

export interface BlobWalk {
  gaps: Gap[];
}

/**
 * Gives every blob of the store once, reachable or not. Packs are read in the order of their deltas: a base is in memory while
 * the blobs made from it are visited, so each is built by one copy, and the visitor may look only at what changed.
 */
export function walkBlobs<State>(store: ObjectStore, visit: VisitBlob<State>): BlobWalk {
  const walk: BlobWalk = { gaps: [] };
  for (const folder of store.folders) {
    for (const paths of packsOf(folder)) {
      const index = readPackIndex(paths.index, store.idSize);
      if (!index) {
        walk.gaps.push({
          what: 'history',
          where: paths.index,
          why: 'is an index of a form that is not known',
        });
        continue;
      }
      try {
        const pack = openPack(paths.pack, index, store.idSize);
        walkPack(pack, paths.pack, visit, walk);
        pack.close();
      } catch (error) {
        walk.gaps.push({
          what: 'history',
          where: paths.pack,
          why: `cannot be read: ${(error as Error).message}`,
        });
      }
    }
    walkLoose(folder, visit, walk);
  }
  return walk;
}

interface Level<State> {
  bytes: Buffer;
  state: State | undefined;
  /** Next entry made from this one, or -1. */
  next: number;
}

function walkPack<State>(pack: Pack, path: string, visit: VisitBlob<State>, walk: BlobWalk): void {
  const first = new Int32Array(pack.count).fill(-1);
  const sibling = new Int32Array(pack.count).fill(-1);
  for (let entry = pack.count - 1; entry >= 0; entry--) {
    const base = pack.base[entry]!;
    if (base < 0) continue;
    sibling[entry] = first[base]!;
    first[base] = entry;
  }
  const stack: Level<State>[] = [];
  const enter = (entry: number, base?: Level<State>) => {
    try {
      const level = build(pack, entry, visit, base);
      if (first[entry]! >= 0) stack.push({ ...level, next: first[entry]! });
    } catch (error) {
      walk.gaps.push({
        what: 'history',
        where: pack.id(entry),
        why: `cannot be read from ${path}: ${(error as Error).message}`,
      });
    }
  };
  for (let root = 0; root < pack.count; root++) {
    if (pack.base[root]! >= 0) continue;
    if (pack.kind(root) === 0)
      walk.gaps.push({ what: 'history', where: pack.id(root), why: `its base is missing from ${path}` });
    if (pack.kind(root) !== BLOB) continue;
    if (pack.size(root) > LARGEST_BLOB) {
      walk.gaps.push({
        what: 'history',
        where: pack.id(root),
        why: `is larger than ${LARGEST_BLOB >> 20} MB and was not searched`,
      });
      continue;
    }
    enter(root);
    while (stack.length > 0) {
      const level = stack.at(-1)!;
      const entry = level.next;
      level.next = entry < 0 ? -1 : sibling[entry]!;
      // The last blob made from this one needs it only while it is built.
      if (level.next < 0) stack.pop();
      if (entry >= 0) enter(entry, level);
    }
  }
}

function build<State>(pack: Pack, entry: number, visit: VisitBlob<State>, base?: Level<State>) {
  const data = pack.read(entry);
  if (!base) return { bytes: data, state: visit(pack.id(entry), data) };
  const { bytes, change } = applyDelta(base.bytes, data);
  const from = base.state === undefined ? undefined : { state: base.state, change };
  return { bytes, state: visit(pack.id(entry), bytes, from) };
}

/** A loose object is one deflated file: `blob SIZE`, NUL, content. */
function walkLoose<State>(folder: string, visit: VisitBlob<State>, walk: BlobWalk): void {
  for (const { id, path } of looseObjects(folder)) {
    try {
      const object = inflateSync(readFileSync(path), { maxOutputLength: LARGEST_BLOB });
      if (object.toString('latin1', 0, 5) === 'blob ') visit(id, object.subarray(object.indexOf(0) + 1));
    } catch (error) {
      walk.gaps.push({
        what: 'history',
        where: id,
        why: `loose object cannot be read: ${(error as Error).message}`,
      });
    }
  }
}
