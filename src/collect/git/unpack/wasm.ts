import { plainUnpacker } from './plain.ts';
import type { Unpacker } from './unpacker.ts';
import { UNPACK } from './wasm.generated.ts';

const PAGE = 65_536;
/** Larger deflated data, deltas and lists of copies are left to the plain unpacker; they are rare. */
const INPUT = 4 << 20;
const DELTA = 4 << 20;
const TRIPLES = 1 << 20;
/** Where contents are built. Only what is used of it becomes memory of the machine. */
const ARENA = 160 << 20;
/** Bytes behind a range that may be touched. */
const SLACK = 64;

interface Exports {
  heap: WebAssembly.Global;
  copies: WebAssembly.Global;
  prepare(): void;
  inflate(from: number, to: number, out: number, end: number): number;
  resultSize(delta: number, end: number, baseSize: number): number;
  patch(
    base: number,
    baseEnd: number,
    delta: number,
    deltaEnd: number,
    out: number,
    end: number,
    triples: number,
    triplesEnd: number,
  ): number;
}

/**
 * Inflate and delta as WebAssembly. Calling zlib costs Node several microseconds an object, which for the small objects that
 * packs are made of is ten times the work itself. What this one refuses or has no room for goes to the plain one, which has
 * the last word on whether it is damaged.
 */
export function wasmUnpacker(): Unpacker {
  const size = PAGE + INPUT + DELTA + TRIPLES + ARENA;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / PAGE) });
  const module = new WebAssembly.Module(Buffer.from(UNPACK, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { heap, copies, prepare, inflate, resultSize, patch } = exports as unknown as Exports;
  prepare();
  const all = Buffer.from(memory.buffer);
  const input = aligned(heap.value);
  const delta = input + INPUT + SLACK;
  const triples = delta + DELTA + SLACK;
  const arena = triples + TRIPLES + SLACK;
  const end = all.length - SLACK;

  const fill = (deflated: Buffer, out: number, length: number) => {
    if (deflated.length > INPUT) return false;
    all.set(deflated, input);
    return inflate(input, input + deflated.length, out, out + length) !== 0;
  };
  return {
    whole(deflated, length) {
      return arena + length <= end && fill(deflated, arena, length)
        ? Buffer.from(memory.buffer, arena, length)
        : plainUnpacker.whole(deflated, length);
    },
    made(deflated, length, base) {
      const plain = () => plainUnpacker.made(deflated, length, base);
      if (base.buffer !== memory.buffer || length > DELTA || !fill(deflated, delta, length)) return plain();
      const from = base.byteOffset;
      const result = resultSize(delta, delta + length, base.length);
      const out = aligned(from + base.length + SLACK);
      if (result < 0 || out + result > end) return plain();
      const [fromEnd, deltaEnd] = [from + base.length, delta + length];
      if (!patch(from, fromEnd, delta, deltaEnd, out, out + result, triples, triples + TRIPLES))
        return plain();
      return {
        bytes: Buffer.from(memory.buffer, out, result),
        change: {
          copies: new Int32Array(memory.buffer, triples, 3 * copies.value),
          baseLength: base.length,
          length: result,
        },
      };
    },
    settle(bytes, below) {
      if (bytes.buffer !== memory.buffer || bytes.byteOffset < arena + ARENA / 2) return bytes;
      const inArena = below?.buffer === memory.buffer;
      const to = inArena ? aligned(below.byteOffset + below.length + SLACK) : arena;
      if (below && !inArena) return bytes;
      all.copyWithin(to, bytes.byteOffset, bytes.byteOffset + bytes.length);
      return Buffer.from(memory.buffer, to, bytes.length);
    },
  };
}

const aligned = (address: number) => Math.ceil(address / 64) * 64;
