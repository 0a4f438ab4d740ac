import type { Image } from '../anchors.ts';
import { HITS, type Kernel, PIECE } from './kernel.ts';
import { KERNEL } from './wasm.generated.ts';

const PAGE = 65_536;

interface Exports {
  run(
    records: number,
    input: number,
    end: number,
    from: number,
    to: number,
    hits: number,
    most: number,
  ): number;
  count: WebAssembly.Global;
}

/** The kernel as WebAssembly: the image at address 0, the input behind it, the hits behind that. */
export function wasmKernel(image: Image): Kernel {
  const inputAt = (image.bytes.length + 15) & ~15;
  // The loop looks at four positions between two tests for room.
  const room = HITS - 4 * image.most;
  const hitsAt = inputAt + PIECE + 64;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((hitsAt + 8 * HITS) / PAGE) });
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(image.bytes);
  const module = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { run, count } = exports as unknown as Exports;
  const kernel: Kernel = {
    input: bytes.subarray(inputAt, inputAt + PIECE),
    hits: new Int32Array(memory.buffer, hitsAt, 2 * HITS),
    count: 0,
    run(length, from, to) {
      bytes.fill(0, inputAt + length, inputAt + length + 8);
      const end = inputAt + length;
      const next = run(image.recordsAt, inputAt, end, inputAt + from, inputAt + to, hitsAt, room);
      kernel.count = count.value;
      return next - inputAt;
    },
  };
  return kernel;
}
