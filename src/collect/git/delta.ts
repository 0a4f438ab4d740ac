import { LARGEST_OBJECT, type Made } from './unpack/unpacker.ts';

/** Applies a delta to its base and says which ranges it copied; throws for one that leaves its base or its result. https://git-scm.com/docs/gitformat-pack#_deltified_representation */
export function applyDelta(base: Buffer, delta: Buffer): Made {
  let at = 0;
  const varint = () => {
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = delta[at++]!;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return value;
  };
  if (varint() !== base.length) throw new Error('the delta belongs to another base');
  const size = varint();
  if (size > LARGEST_OBJECT) throw new Error(`it is larger than ${LARGEST_OBJECT >> 20} MB`);
  const bytes = Buffer.allocUnsafe(size);
  const copies: number[] = [];
  let to = 0;
  while (at < delta.length) {
    const op = delta[at++]!;
    if (op & 128) {
      let from = 0;
      let size = 0;
      if (op & 1) from = delta[at++]!;
      if (op & 2) from |= delta[at++]! << 8;
      if (op & 4) from |= delta[at++]! << 16;
      if (op & 8) from += delta[at++]! * 0x1000000;
      if (op & 16) size = delta[at++]!;
      if (op & 32) size |= delta[at++]! << 8;
      if (op & 64) size |= delta[at++]! << 16;
      if (size === 0) size = 0x10000;
      if (from + size > base.length || to + size > bytes.length) throw new Error('the delta is damaged');
      base.copy(bytes, to, from, from + size);
      const last = copies.length - 3;
      // Git cuts long copies; two that go on from each other are one.
      if (
        last >= 0 &&
        copies[last]! + copies[last + 2]! === to &&
        copies[last + 1]! + copies[last + 2]! === from
      )
        copies[last + 2]! += size;
      else copies.push(to, from, size);
      to += size;
    } else {
      if (op === 0 || at + op > delta.length || to + op > bytes.length)
        throw new Error('the delta is damaged');
      delta.copy(bytes, to, at, at + op);
      at += op;
      to += op;
    }
  }
  if (to !== bytes.length) throw new Error('the delta is cut off');
  return { bytes, change: { copies, baseLength: base.length, length: to } };
}
