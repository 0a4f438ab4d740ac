/** One element of DER: its tag and the bytes inside. */
export interface Element {
  tag: number;
  content: Buffer;
}

/**
 * Elements that stand one after the other, as far as they are whole. Lengths of four bytes at most; indefinite ones end the
 * list. ITU-T X.690, section 8.1
 */
export function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const first = bytes[at + 1]!;
    const wide = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + wide;
    if (first === 0x80 || wide > 4 || start > bytes.length) break;
    const length = wide === 0 ? first : bytes.readUIntBE(at + 2, wide);
    if (start + length > bytes.length) break;
    found.push({ tag: bytes[at]!, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
