// Plain loops in this file: they run a few hundred thousand times, and a callback for each word costs ten times as much.

/** A set of action numbers, as words of 32 bits. Never changed once it is made: a set that equals another may be the same object. */
export type Bits = Uint32Array;

export const hasBit = (bits: Bits, i: number): boolean => (bits[i >> 5]! & (1 << (i & 31))) !== 0;

/** For a set that is being made. */
export const setBit = (bits: Bits, i: number): void => {
  bits[i >> 5]! |= 1 << (i & 31);
};

const ROOM = 64 * 1024;
let room = new ArrayBuffer(ROOM);
let used = 0;

/** An empty set. Many share one buffer: with a buffer for each, a set of twenty words takes half a kilobyte and a call to the allocator. */
function blank(words: number): Bits {
  const bytes = words * Uint32Array.BYTES_PER_ELEMENT;
  if (used + bytes > room.byteLength) {
    room = new ArrayBuffer(Math.max(ROOM, bytes));
    used = 0;
  }
  used += bytes;
  return new Uint32Array(room, used - bytes, words);
}

function copied(bits: Bits): Bits {
  const copy = blank(bits.length);
  copy.set(bits);
  return copy;
}

/** The set of these numbers, none of which needs more than `words` words. */
export function bitsOf(numbers: Iterable<number>, words: number): Bits {
  const bits = blank(words);
  for (const i of numbers) setBit(bits, i);
  return bits;
}

export function isEmpty(bits: Bits): boolean {
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) return false;
  return true;
}

/** Everything in the one is in the other. */
export function isWithin(one: Bits, other: Bits): boolean {
  for (let i = 0; i < one.length; i++) if ((one[i]! & ~other[i]!) !== 0) return false;
  return true;
}

export function overlaps(one: Bits, other: Bits): boolean {
  for (let i = 0; i < one.length; i++) if ((one[i]! & other[i]!) !== 0) return true;
  return false;
}

/** What is in any of the sets, `none` without any. Most unions add nothing to the largest of their sets: that one is the answer then. */
export function unionOf(sets: readonly Bits[], none: Bits): Bits {
  let found = none;
  let own = false;
  for (const set of sets) {
    if (set === found || isWithin(set, found)) continue;
    if (!own && isWithin(found, set)) {
      found = set;
      continue;
    }
    if (!own) found = copied(found);
    own = true;
    for (let i = 0; i < found.length; i++) found[i]! |= set[i]!;
  }
  return found;
}

/** What is in both. */
export function common(one: Bits, other: Bits): Bits {
  if (isWithin(one, other)) return one;
  const found = copied(one);
  for (let i = 0; i < found.length; i++) found[i]! &= other[i]!;
  return found;
}

/** What is in the one and not in the other. */
export function minus(one: Bits, other: Bits): Bits {
  if (!overlaps(one, other)) return one;
  const found = copied(one);
  for (let i = 0; i < found.length; i++) found[i]! &= ~other[i]!;
  return found;
}

/** Numbers in a set, ascending; empty words cost one step each. */
export function* members(bits: Bits, below: number): Generator<number> {
  for (let word = 0; word < bits.length; word++) {
    for (let rest = bits[word]!; rest !== 0; rest &= rest - 1) {
      const i = word * 32 + 31 - Math.clz32(rest & -rest);
      if (i < below) yield i;
    }
  }
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) for (let word = bits[i]!; word !== 0; word &= word - 1) count++;
  return count;
}
