import { inflateSync } from 'node:zlib';
import { applyDelta } from '../delta.ts';
import type { Unpacker } from './unpacker.ts';

/** Node's own inflate, for where WebAssembly is switched off, for what is too large for the other, and as its reference. */
export const plainUnpacker: Unpacker = {
  whole: inflate,
  made: (deflated, size, base) => applyDelta(base, inflate(deflated, size)),
  settle: (bytes) => bytes,
};

function inflate(deflated: Buffer, size: number): Buffer {
  const room = Math.max(64, size);
  const bytes = inflateSync(deflated, { chunkSize: room, maxOutputLength: room });
  if (bytes.length !== size) throw new Error(`${bytes.length} bytes where ${size} were announced`);
  return bytes;
}
