import { closeSync, openSync, readSync } from 'node:fs';

/** Takes one chunk; returns false to stop. The bytes are only good until it returns. */
export type Visit = (bytes: Buffer, offset: number, last: boolean) => boolean;

/**
 * Gives a file's content in chunks of at most the buffer's size, each overlapping the one before by `overlap` bytes. The
 * buffer is the only memory used, whatever the size of the file. Returns the number of bytes seen.
 */
export function readChunks(absolute: string, buffer: Buffer, overlap: number, visit: Visit): number {
  const handle = openSync(absolute, 'r');
  try {
    let offset = 0;
    let kept = 0;
    for (;;) {
      const count = readSync(handle, buffer, kept, buffer.length - kept, offset + kept);
      const length = kept + count;
      const last = length < buffer.length;
      if (!visit(buffer.subarray(0, length), offset, last) || last) return offset + length;
      buffer.copyWithin(0, length - overlap, length);
      offset += length - overlap;
      kept = overlap;
    }
  } finally {
    closeSync(handle);
  }
}

/** The same for content that is in memory. */
export function cutChunks(content: Buffer, size: number, overlap: number, visit: Visit): number {
  for (let offset = 0; ; offset += size - overlap) {
    const bytes = content.subarray(offset, offset + size);
    const last = offset + size >= content.length;
    if (!visit(bytes, offset, last) || last) return offset + bytes.length;
  }
}
