import { plainUnpacker } from './plain.ts';
import type { Unpacker } from './unpacker.ts';
import { wasmUnpacker } from './wasm.ts';

export { LARGEST_OBJECT, type Made, type Unpacker } from './unpacker.ts';

/** WebAssembly is missing under `node --jitless` and on hardened machines. */
export function makeUnpacker(): Unpacker {
  return typeof WebAssembly === 'undefined' ? plainUnpacker : wasmUnpacker();
}
