import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { PackIndex } from './pack-index.ts';

/** Kinds of entries as the pack numbers them. */
export const BLOB = 3;
const OFS_DELTA = 6;
const REF_DELTA = 7;

/** The entries of a pack in the order in which they lie in it. */
export interface Pack {
  count: number;
  id(entry: number): string;
  /** Size of the entry's own data: the object, or its delta. */
  size(entry: number): number;
  /** Kind of the object that the entry's chain of deltas starts from; 0 where that is not in the pack. */
  kind(entry: number): number;
  /** Entry whose object this one is a delta to, or -1. */
  base: Int32Array;
  /** The entry's own data, inflated. */
  read(entry: number): Buffer;
  close(): void;
}

/** Largest header: size in ten bytes, then an offset in ten or an id of 32. */
const HEADER = 64;
const WINDOW = 4 << 20;

/** Opens a pack and reads the headers of all entries in one pass. */
export function openPack(path: string, index: PackIndex, idSize: number): Pack {
  const handle = openSync(path, 'r');
  try {
    return readHeaders(handle, index, idSize);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function readHeaders(handle: number, index: PackIndex, idSize: number): Pack {
  const { count } = index;
  const order = inPackOrder(index.offsets);
  const offsets = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i] = index.offsets[order[i]!]!;
  offsets[count] = fstatSync(handle).size - idSize;
  const kinds = new Uint8Array(count);
  const sizes = new Float64Array(count);
  const data = new Uint8Array(count);
  const base = new Int32Array(count).fill(-1);
  const entryAt = (offset: number) => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return offsets[low] === offset && low < count ? low : -1;
  };
  const positions = new Int32Array(count);
  for (let i = 0; i < count; i++) positions[order[i]!] = i;

  const window = Buffer.alloc(WINDOW + HEADER);
  let start = 0;
  let end = 0;
  for (let entry = 0; entry < count; entry++) {
    const offset = offsets[entry]!;
    if (offset + HEADER > end) {
      start = offset;
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
      base[entry] = entryAt(offset - back);
    } else if (kind === REF_DELTA) {
      const found = index.find(window.subarray(at, at + idSize));
      base[entry] = found < 0 ? -1 : positions[found]!;
      at += idSize;
    }
    data[entry] = at - (offset - start);
  }

  const rootKind = (entry: number): number => {
    let at = entry;
    while (base[at]! >= 0) at = base[at]!;
    return kinds[at]! < OFS_DELTA ? kinds[at]! : 0;
  };
  let compressed = Buffer.allocUnsafe(1 << 16);
  return {
    count,
    base,
    id: (entry) => index.id(order[entry]!),
    size: (entry) => sizes[entry]!,
    kind: rootKind,
    read(entry) {
      const from = offsets[entry]! + data[entry]!;
      const length = offsets[entry + 1]! - from;
      if (compressed.length < length) compressed = Buffer.allocUnsafe(2 * length);
      readSync(handle, compressed, 0, length, from);
      const size = sizes[entry]!;
      return inflateSync(compressed.subarray(0, length), {
        chunkSize: Math.max(64, size),
        maxOutputLength: Math.max(64, size),
      });
    },
    close: () => closeSync(handle),
  };
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
