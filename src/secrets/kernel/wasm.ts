import type { Tables } from '../anchors.ts';
import { HITS, type Kernel, PIECE } from './kernel.ts';
import { KERNEL } from './wasm.generated.ts';

const PAGE = 65_536;
/** Where the kernel notes positions of one block of 16 KB: groups of four, and single ones. */
const NOTES = 5 * 16_384 + 64;

interface Exports {
  run(
    records: number,
    input: number,
    end: number,
    from: number,
    to: number,
    hits: number,
    most: number,
    notes: number,
  ): number;
  count: WebAssembly.Global;
}

/** The kernel as WebAssembly: the tables at address 0, the input behind it, the hits and the notes behind that. */
export function wasmKernel(tables: Tables): Kernel {
  const inputAt = (tables.bytes.length + 15) & ~15;
  const room = HITS - tables.most;
  const hitsAt = inputAt + PIECE + 64;
  const notesAt = hitsAt + 8 * HITS;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((notesAt + NOTES) / PAGE) });
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(tables.bytes);
  const module = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { run, count } = exports as unknown as Exports;
  const kernel: Kernel = {
    input: bytes.subarray(inputAt, inputAt + PIECE),
    hits: new Int32Array(memory.buffer, hitsAt, 2 * HITS),
    count: 0,
    run(length, from, to) {
      bytes.fill(0, inputAt + length, inputAt + length + 16);
      const end = inputAt + length;
      const next = run(tables.recordsAt, inputAt, end, inputAt + from, inputAt + to, hitsAt, room, notesAt);
      kernel.count = count.value;
      return next - inputAt;
    },
  };
  return kernel;
}
