import type { Image } from '../anchors.ts';
import type { Kernel } from './kernel.ts';
import { plainKernel } from './plain.ts';
import { wasmKernel } from './wasm.ts';

/** WebAssembly is missing under `node --jitless` and on hardened machines. */
export function makeKernel(image: Image): Kernel {
  return typeof WebAssembly === 'undefined' ? plainKernel(image) : wasmKernel(image);
}
