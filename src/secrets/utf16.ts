export type Encoding = 'bytes' | 'utf16le' | 'utf16be';

/** Bytes looked at to tell UTF-16 without a byte-order mark. */
const SNIFF = 512;

/** Tells UTF-16 by its byte-order mark, or by the zero bytes that every other byte of ASCII text then is. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf16be';
  const size = Math.min(bytes.length, SNIFF) & ~1;
  if (size < 8 || (bytes[0] !== 0 && bytes[1] !== 0)) return 'bytes';
  const zeros = [0, 0];
  for (let i = 0; i < size; i++) if (bytes[i] === 0) zeros[i & 1]!++;
  const [even, odd] = zeros as [number, number];
  if (odd > size * 0.35 && even < size * 0.02) return 'utf16le';
  return even > size * 0.35 && odd < size * 0.02 ? 'utf16be' : 'bytes';
}

/** Stands for a code unit that is no ASCII character: part of no token, one column wide. */
const OTHER = 0xc2;
/** Stands for the byte-order mark: no column wide, as a continuation byte. */
const MARK = 0x80;

/** A byte a code unit: tokens are ASCII. */
export function narrow(bytes: Uint8Array, encoding: 'utf16le' | 'utf16be'): Uint8Array {
  const low = encoding === 'utf16le' ? 0 : 1;
  const out = new Uint8Array(bytes.length >> 1);
  for (let i = 0; i < out.length; i++) {
    const code = bytes[2 * i + low]! | (bytes[2 * i + 1 - low]! << 8);
    out[i] = code < 0x80 ? code : code === 0xfeff ? MARK : OTHER;
  }
  return out;
}

/** First bytes looked at to tell text from binary, as git does. */
const HEAD = 8_000;

/** Whether a zero byte stands among the first bytes of a file, of which a chunk begins at `offset`. */
export function hasZero(chunk: Uint8Array, offset = 0): boolean {
  return offset < HEAD && chunk.subarray(0, HEAD - offset).includes(0);
}

/** Neither UTF-16 nor text of one byte or more a character. */
export function isBinary(bytes: Uint8Array): boolean {
  return encodingOf(bytes) === 'bytes' && hasZero(bytes);
}
