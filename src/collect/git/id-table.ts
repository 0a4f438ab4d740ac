/** Numbers by object id. Ids are hashes, so their first eight bytes place and tell them apart. */
export interface IdTable {
  /** Keeps the first number of an id. */
  add(bytes: Uint8Array, at: number, value: number): void;
  /** Number of the id that stands at `at`, or -1. */
  get(bytes: Uint8Array, at: number): number;
  /** The same for the id that stands there in hexadecimal. */
  getHex(bytes: Uint8Array, at: number): number;
}

export function idTable(count: number): IdTable {
  let size = 16;
  while (size < 2 * count) size *= 2;
  const mask = size - 1;
  const heads = new Int32Array(size);
  const tails = new Int32Array(size);
  const values = new Int32Array(size).fill(-1);
  const slotOf = (head: number, tail: number) => {
    let slot = head & mask;
    while (values[slot]! >= 0 && (heads[slot] !== head || tails[slot] !== tail)) slot = (slot + 1) & mask;
    return slot;
  };
  return {
    add(bytes, at, value) {
      const [head, tail] = [wordAt(bytes, at), wordAt(bytes, at + 4)];
      const slot = slotOf(head, tail);
      if (values[slot]! >= 0) return;
      heads[slot] = head;
      tails[slot] = tail;
      values[slot] = value;
    },
    get: (bytes, at) => values[slotOf(wordAt(bytes, at), wordAt(bytes, at + 4))]!,
    getHex: (bytes, at) => values[slotOf(hexWordAt(bytes, at), hexWordAt(bytes, at + 8))]!,
  };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function hexWordAt(bytes: Uint8Array, at: number): number {
  let word = 0;
  for (let i = at; i < at + 8; i++) {
    const byte = bytes[i]!;
    // Digits stand at 0x30, letters at 0x61.
    word = (word << 4) | ((byte & 15) + (byte > 0x39 ? 9 : 0));
  }
  return word;
}
