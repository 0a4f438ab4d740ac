import type { Tables } from '../anchors.ts';
import type { Kernel } from './kernel.ts';
import { plainKernel } from './plain.ts';
import { wasmKernel } from './wasm.ts';

/** WebAssembly is missing under `node --jitless` and on hardened machines. */
export function makeKernel(tables: Tables): Kernel {
  return typeof WebAssembly === 'undefined' ? plainKernel(tables) : wasmKernel(tables);
}
