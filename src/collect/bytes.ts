import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { absolutePath, type FoundFile, type Ground } from './ground.ts';

/** Readers get files up to this size; larger ones are data, not configuration, and only the secret engine sees them. */
export const READER_LIMIT = 24 * 1024 * 1024;

/** First bytes looked at to tell text from binary, as git does. */
const SNIFF = 8_000;

/** Bytes of a file now; 0 for one that cannot be looked at, which opening it will tell better. */
export function sizeOf(ground: Ground, file: FoundFile): number {
  return file.content?.length ?? statSync(absolutePath(ground, file), { throwIfNoEntry: false })?.size ?? 0;
}

/** Whole content of a small file. Throws the system's error; a file that grew meanwhile is cut at its first size. */
export function readBytes(ground: Ground, file: FoundFile): Buffer {
  if (file.content) return file.content;
  const handle = openSync(absolutePath(ground, file), 'r');
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(handle, buffer, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(handle);
  }
}

export type TextKind = 'utf8' | 'utf16le' | 'utf16be' | 'binary';

/** Tells text from binary by byte-order mark and NUL, as git does. */
export function textKind(bytes: Uint8Array): TextKind {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf16be';
  return bytes.subarray(0, SNIFF).includes(0) ? 'binary' : 'utf8';
}

/** Text without byte-order mark; invalid sequences become U+FFFD and are counted. */
export function decode(bytes: Uint8Array): { text: string; invalid: boolean } | undefined {
  const kind = textKind(bytes);
  if (kind === 'binary') return undefined;
  const text = new TextDecoder(
    kind === 'utf8' ? 'utf-8' : kind === 'utf16le' ? 'utf-16le' : 'utf-16be',
  ).decode(bytes);
  return { text, invalid: text.includes('�') };
}
