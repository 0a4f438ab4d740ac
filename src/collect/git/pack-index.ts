import { readFileSync } from 'node:fs';

/** An index of a pack, version 2. https://git-scm.com/docs/gitformat-pack */
export interface PackIndex {
  count: number;
  /** Hexadecimal id of the n-th object in the order of ids. */
  id(index: number): string;
  /** Place of an id in the order of ids, or -1. */
  find(id: Buffer): number;
  /** Bytes in which ids stand one after the other from `namesAt` on. */
  bytes: Buffer;
  namesAt: number;
  /** Offsets in the pack by the order of ids. */
  offsets: Float64Array;
}

const MAGIC = 0xff744f63;

/** Reads an index; throws for a form that is not known (version 1, or a broken file). */
export function readPackIndex(path: string, idSize: number): PackIndex {
  const file = readFileSync(path);
  const unknown = () => new Error('its index is of a form that is not known');
  if (file.length < 1032 || file.readUInt32BE(0) !== MAGIC || file.readUInt32BE(4) !== 2) throw unknown();
  const count = file.readUInt32BE(8 + 255 * 4);
  const names = 8 + 256 * 4;
  const small = names + count * (idSize + 4);
  const large = small + count * 4;
  if (file.length < large + 2 * idSize) throw unknown();
  const offsets = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = file.readUInt32BE(small + 4 * i);
    offsets[i] = value < 0x80000000 ? value : Number(file.readBigUInt64BE(large + 8 * (value - 0x80000000)));
  }
  return {
    count,
    bytes: file,
    namesAt: names,
    offsets,
    id: (index) => file.toString('hex', names + index * idSize, names + (index + 1) * idSize),
    find(id) {
      let low = id[0] === 0 ? 0 : file.readUInt32BE(8 + 4 * (id[0]! - 1));
      let high = file.readUInt32BE(8 + 4 * id[0]!);
      while (low < high) {
        const middle = (low + high) >>> 1;
        const order = id.compare(file, names + middle * idSize, names + (middle + 1) * idSize);
        if (order === 0) return middle;
        if (order < 0) high = middle;
        else low = middle + 1;
      }
      return -1;
    },
  };
}
