import { HEADS, LISTS, RECORD, SECOND, secondOf, slotOf, type Tables } from '../anchors.ts';
import { HITS, type Kernel, PIECE } from './kernel.ts';

/** The kernel in plain JavaScript: for where WebAssembly is switched off, and as the other's reference. */
export function plainKernel(tables: Tables): Kernel {
  const memory = tables.bytes;
  const u16 = new Uint16Array(memory.buffer, memory.byteOffset, memory.length >> 1);
  const u32 = new Uint32Array(memory.buffer, memory.byteOffset, memory.length >> 2);
  const recordsAt = tables.recordsAt;
  const input = new Uint8Array(PIECE + 64);
  const hits = new Int32Array(2 * HITS);
  const room = HITS - tables.most;

  const fits = (record: number, start: number, length: number): boolean => {
    const size = memory[record + 8]!;
    const run = memory[record + 10]!;
    if (start < 0 || start + size + run > length) return false;
    const text = u32[record >> 2]!;
    const fold = memory[record + 9] === 1;
    for (let i = 0; i < size; i++) {
      let byte = input[start + i]!;
      if (fold && byte >= 65 && byte <= 90) byte |= 32;
      if (byte !== memory[text + i]) return false;
    }
    const table = u32[(record + 4) >> 2]!;
    for (let i = start + size; i < start + size + run; i++) if (memory[table + input[i]!] === 0) return false;
    return true;
  };

  const kernel: Kernel = {
    input: input.subarray(0, PIECE),
    hits,
    count: 0,
    run(length, from, to) {
      kernel.count = 0;
      input.fill(0, length, length + 8);
      for (let at = from; at < to; at++) {
        const word = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
        const slot = slotOf(word);
        if (memory[slot] === 0) continue;
        const bit = secondOf(word);
        if ((memory[SECOND + (bit >>> 3)]! & (1 << (bit & 7))) === 0) continue;
        if (kernel.count > room) return at;
        for (let i = u16[(HEADS >> 1) + slot]!; ; i++) {
          const id = u16[(LISTS >> 1) + i]!;
          if (id === 0) break;
          const record = recordsAt + RECORD * id;
          const start = at - memory[record + 11]!;
          if (!fits(record, start, length)) continue;
          hits[2 * kernel.count] = start;
          hits[2 * kernel.count + 1] = id - 1;
          kernel.count++;
        }
      }
      return to;
    },
  };
  return kernel;
}
