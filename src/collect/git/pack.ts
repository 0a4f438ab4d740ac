import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { PackIndex } from './pack-index.ts';
import type { PackPaths } from './store.ts';

/** Kinds of entries as the pack numbers them. */
export const COMMIT = 1;
export const TREE = 2;
export const BLOB = 3;
const OFS_DELTA = 6;
const REF_DELTA = 7;

/** The entries of a pack in the order in which they lie in it. */
export interface Pack {
  path: string;
  count: number;
  id(entry: number): string;
  /** Bytes that hold the ids, and where in them that of an entry stands. */
  names: Buffer;
  nameAt(entry: number): number;
  /** Entry of an id, or -1. */
  find(id: Buffer): number;
  /** Whether it holds the object whose id stands at `at`. */
  has(ids: Buffer, at: number): boolean;
  /** Size of the entry's own data: the object, or its delta. */
  size(entry: number): number;
  /** Kinds of the objects that the entries' chains of deltas start from; 0 where that is not in the pack. */
  kinds: Uint8Array;
  /** Entry whose object this one is a delta to, or -1. */
  base: Int32Array;
  /** The entry's own data as it is stored, deflated; valid until the next call. */
  deflated(entry: number): Buffer;
  close(): void;
}

/** Largest header: size in ten bytes, then an offset in ten or an id of 32. */
const HEADER = 64;
const WINDOW = 4 << 20;
/** Packs up to this size are kept in memory: their entries are read in an order that is not theirs. */
const KEPT = 96 << 20;

/** Opens a pack and reads the headers of all entries in one pass. */
export function openPack({ pack: path }: PackPaths, index: PackIndex, idSize: number): Pack {
  const handle = openSync(path, 'r');
  try {
    return readHeaders(path, handle, index, idSize);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function readHeaders(path: string, handle: number, index: PackIndex, idSize: number): Pack {
  const { count } = index;
  const size = fstatSync(handle).size;
  const order = inPackOrder(index.offsets);
  const offsets = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i] = index.offsets[order[i]!]!;
  offsets[count] = size - idSize;
  const kinds = new Uint8Array(count);
  const sizes = new Float64Array(count);
  const data = new Uint8Array(count);
  const base = new Int32Array(count).fill(-1);
  const positions = new Int32Array(count);
  for (let i = 0; i < count; i++) positions[order[i]!] = i;

  const whole = size <= KEPT;
  const window = Buffer.alloc((whole ? size : WINDOW) + HEADER);
  let start = 0;
  let end = 0;
  for (let entry = 0; entry < count; entry++) {
    const offset = offsets[entry]!;
    if (offset + HEADER > end) {
      start = whole ? 0 : offset;
      end = start + readSync(handle, window, 0, window.length, start);
      window.fill(0, end - start);
      // Past the last entry there is nothing more to come.
      if (end - start < window.length) end = Number.POSITIVE_INFINITY;
    }
    let at = offset - start;
    let byte = window[at++]!;
    const kind = (byte >> 4) & 7;
    if (offset >= offsets[count]! || kind === 0 || kind === 5)
      throw new Error(`is damaged at offset ${offset}`);
    let size = byte & 15;
    for (let factor = 16; byte & 128; factor *= 128) {
      byte = window[at++]!;
      size += (byte & 127) * factor;
    }
    kinds[entry] = kind;
    sizes[entry] = size;
    if (kind === OFS_DELTA) {
      byte = window[at++]!;
      let back = byte & 127;
      while (byte & 128) {
        byte = window[at++]!;
        back = (back + 1) * 128 + (byte & 127);
      }
      base[entry] = entryBefore(offsets, entry, offset - back);
    } else if (kind === REF_DELTA) {
      const found = index.find(window.subarray(at, at + idSize));
      base[entry] = found < 0 ? -1 : positions[found]!;
      at += idSize;
    }
    data[entry] = at - (offset - start);
  }
  settleKinds(kinds, base);

  let room = whole ? window : Buffer.allocUnsafeSlow(1 << 16);
  return {
    path,
    count,
    base,
    kinds,
    id: (entry) => index.id(order[entry]!),
    names: index.bytes,
    nameAt: (entry) => index.namesAt + order[entry]! * idSize,
    find(id) {
      const found = index.find(id);
      return found < 0 ? -1 : positions[found]!;
    },
    has: (ids, at) => index.find(ids.subarray(at, at + idSize)) >= 0,
    size: (entry) => sizes[entry]!,
    deflated(entry) {
      const from = offsets[entry]! + data[entry]!;
      const length = offsets[entry + 1]! - from;
      if (whole) return window.subarray(from, from + length);
      if (room.length < length) room = Buffer.allocUnsafeSlow(2 * length);
      return room.subarray(0, readSync(handle, room, 0, length, from));
    },
    close: () => closeSync(handle),
  };
}

/** Entry at an offset before the given one, or -1. Bases stand near, so the steps back grow from one. */
function entryBefore(offsets: Float64Array, entry: number, offset: number): number {
  let high = entry;
  let step = 1;
  while (high - step >= 0 && offsets[high - step]! > offset) {
    high -= step;
    step *= 2;
  }
  let low = Math.max(0, high - step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return offsets[low] === offset && low < entry ? low : -1;
}

/** Gives deltas the kind of what their chain starts from. A chain that never ends, or starts elsewhere, has none. */
function settleKinds(kinds: Uint8Array, base: Int32Array): void {
  for (let entry = 0; entry < kinds.length; entry++) {
    if (kinds[entry]! < OFS_DELTA) continue;
    const chain: number[] = [];
    let at = entry;
    for (; at >= 0 && kinds[at]! >= OFS_DELTA; at = base[at]!) {
      chain.push(at);
      kinds[at] = 0;
    }
    const kind = at < 0 ? 0 : kinds[at]!;
    for (const link of chain) kinds[link] = kind;
  }
}

/** Numbers of the offsets, ascending. A number and its offset fit one float in every pack below 4 GB and 2 million objects. */
function inPackOrder(offsets: Float64Array): Uint32Array {
  const count = offsets.length;
  const largest = offsets.reduce((most, offset) => Math.max(most, offset), 0);
  if (largest * count > Number.MAX_SAFE_INTEGER)
    return Uint32Array.from(offsets.keys()).sort((a, b) => offsets[a]! - offsets[b]!);
  const keys = Float64Array.from(offsets, (offset, i) => offset * count + i).sort();
  return Uint32Array.from(keys, (key) => key % count);
}
