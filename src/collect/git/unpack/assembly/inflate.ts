// AssemblyScript. Inflates pack entries, all inside one memory. Twin of Node's zlib in ../plain.ts;
// test/collect/unpack.test.ts holds that both give the same bytes and refuse the same input.
// https://www.rfc-editor.org/rfc/rfc1950, https://www.rfc-editor.org/rfc/rfc1951

/** Bits that one look into a table decodes; longer codes are rare by their nature and are followed bit by bit. */
const LITERAL_BITS: u32 = 10;
const DISTANCE_BITS: u32 = 8;
const LENGTH_BITS: u32 = 7;

/*
 * What a table says of a code: bits 0-3 its length (0: not decided by the table), bit 8 a literal, bit 9 the end of the block,
 * bit 10 a symbol that may not occur, bits 12-15 how many further bits are added to the value in bits 16-31.
 */
const LITERAL: u32 = 1 << 8;
const END: u32 = 1 << 9;
const REFUSED: u32 = 1 << 10;

/** A code: a table, how many codes there are of each length, and the symbols in the order of their codes. */
const COUNTS: usize = 0;
const SYMBOLS: usize = 32;
const TABLE: usize = 32 + 2 * 320;

/** Where the tables stand; nothing else does before the input. */
const literals: usize = 0;
const distances: usize = literals + TABLE + (4 << LITERAL_BITS);
const lengths: usize = distances + TABLE + (4 << DISTANCE_BITS);
const fixedLiterals: usize = lengths + TABLE + (4 << LENGTH_BITS);
const fixedDistances: usize = fixedLiterals + TABLE + (4 << LITERAL_BITS);
/** What the symbols of the three alphabets mean. */
const literalMeanings: usize = fixedDistances + TABLE + (4 << DISTANCE_BITS);
const distanceMeanings: usize = literalMeanings + 4 * 288;
const lengthMeanings: usize = distanceMeanings + 4 * 32;
/** Code lengths as they are read, and offsets while symbols are sorted. */
const sizes: usize = lengthMeanings + 4 * 20;
const offsets: usize = sizes + 320;
/** Order in which the lengths of the code of lengths are stored. */
const order: usize = offsets + 32;

/** First address that is free for input and output. */
export const heap: usize = order + 32;

/** Makes the tables that never change. */
export function prepare(): void {
  for (let i: u32 = 0; i < 256; i++) store<u32>(literalMeanings + 4 * i, LITERAL | (i << 16));
  store<u32>(literalMeanings + 4 * 256, END);
  for (let i: u32 = 0; i < 28; i++) {
    const more = i < 8 ? 0 : (i >> 2) - 1;
    const base = i < 8 ? 3 + i : 3 + ((4 + (i & 3)) << more);
    store<u32>(literalMeanings + 4 * (257 + i), (base << 16) | (more << 12));
  }
  store<u32>(literalMeanings + 4 * 285, 258 << 16);
  store<u32>(literalMeanings + 4 * 286, REFUSED);
  store<u32>(literalMeanings + 4 * 287, REFUSED);
  for (let i: u32 = 0; i < 32; i++) {
    const more = i < 4 ? 0 : (i >> 1) - 1;
    const base = i < 4 ? 1 + i : 1 + ((2 + (i & 1)) << more);
    store<u32>(distanceMeanings + 4 * i, i < 30 ? (base << 16) | (more << 12) : REFUSED);
  }
  for (let i: u32 = 0; i < 19; i++) store<u32>(lengthMeanings + 4 * i, i << 16);
  // 16 17 18 0 8 7 9 6, 10 5 11 4 12 3 13 2, 14 1 15
  store<u64>(order, 0x0609070800121110);
  store<u64>(order + 8, 0x020d030c040b050a);
  store<u64>(order + 16, 0x0f010e);
  memory.fill(sizes, 8, 144);
  memory.fill(sizes + 144, 9, 112);
  memory.fill(sizes + 256, 7, 24);
  memory.fill(sizes + 280, 8, 8);
  build(fixedLiterals, sizes, 288, LITERAL_BITS, literalMeanings);
  memory.fill(sizes, 5, 32);
  build(fixedDistances, sizes, 32, DISTANCE_BITS, distanceMeanings);
}

/**
 * Makes a canonical code from the lengths of its symbols; false for one that zlib refuses, too: more codes than fit, or fewer,
 * unless there is but one.
 */
function build(code: usize, from: usize, symbols: u32, bits: u32, meanings: usize): bool {
  memory.fill(code + COUNTS, 0, 32);
  for (let i: u32 = 0; i < symbols; i++) {
    const at = code + COUNTS + 2 * <usize>load<u8>(from + i);
    store<u16>(at, load<u16>(at) + 1);
  }
  store<u16>(code + COUNTS, 0);
  let left = 1;
  let sum: u16 = 0;
  let longest: usize = 0;
  for (let length: usize = 1; length < 16; length++) {
    const count = load<u16>(code + COUNTS + 2 * length);
    if (count > 0) longest = length;
    left = 2 * left - <i32>count;
    if (left < 0) return false;
    store<u16>(offsets + 2 * length, sum);
    sum += count;
  }
  if (left > 0 && longest > 0 && (longest > 1 || bits == LENGTH_BITS)) return false;
  for (let i: u32 = 0; i < symbols; i++) {
    const length = <usize>load<u8>(from + i);
    if (length == 0) continue;
    const at = load<u16>(offsets + 2 * length);
    store<u16>(offsets + 2 * length, at + 1);
    store<u16>(code + SYMBOLS + 2 * <usize>at, <u16>i);
  }
  const table = code + TABLE;
  if (left > 0 || longest > <usize>bits) memory.fill(table, 0, 4 << bits);
  // Codes stand in the stream with their highest bit first, so they are counted from the left.
  let reversed: u32 = 0;
  let symbol = code + SYMBOLS;
  for (let length: u32 = 1; length <= bits; length++) {
    for (let n = load<u16>(code + COUNTS + 2 * length); n > 0; n--) {
      const entry = load<u32>(meanings + 4 * <usize>load<u16>(symbol)) | length;
      symbol += 2;
      for (let at = reversed; at < 1 << bits; at += 1 << length) store<u32>(table + 4 * at, entry);
      let bit: u32 = 1 << (length - 1);
      while (reversed & bit) {
        reversed ^= bit;
        bit >>= 1;
      }
      reversed |= bit;
    }
  }
  return true;
}

/** Follows a code bit by bit; what the table would say, or 0 where there is no such code. */
function follow(code: usize, bits: u64, meanings: usize): u32 {
  let value: i32 = 0;
  let first: i32 = 0;
  let index: i32 = 0;
  for (let length: u32 = 1; length < 16; length++) {
    value |= <i32>(bits & 1);
    bits >>= 1;
    const count = <i32>load<u16>(code + COUNTS + 2 * length);
    if (value - count < first) {
      const symbol = load<u16>(code + SYMBOLS + 2 * (index + value - first));
      return load<u32>(meanings + 4 * <usize>symbol) | length;
    }
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  return 0;
}

/** https://www.rfc-editor.org/rfc/rfc1950#section-8.2; sums stay below 2^32 for 5552 bytes. */
function adler(at: usize, end: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  while (at < end) {
    const stop = min(at + 5552, end);
    for (; at + 4 <= stop; at += 4) {
      const word = load<u32>(at);
      a += word & 255;
      b += a;
      a += (word >> 8) & 255;
      b += a;
      a += (word >> 16) & 255;
      b += a;
      a += word >> 24;
      b += a;
    }
    for (; at < stop; at++) {
      a += load<u8>(at);
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}

/**
 * Inflates a zlib stream in `[from, to)` to `[out, end)`, which it must fill. Eight bytes behind either range are touched.
 */
export function inflate(from: usize, to: usize, out: usize, end: usize): bool {
  const header = <u32>bswap<u16>(load<u16>(from));
  if ((header & 0x0f20) != 0x0800 || header % 31 != 0) return false;
  const start = out;
  let at = from + 2;
  let bits: u64 = 0;
  let count: u32 = 0;
  let last = false;
  while (!last) {
    bits |= load<u64>(at) << count;
    at += (63 - count) >> 3;
    count |= 56;
    if (at - (count >> 3) > to) return false;
    last = (bits & 1) == 1;
    const type = <u32>(bits >> 1) & 3;
    bits >>= 3;
    count -= 3;
    let literal = fixedLiterals;
    let distance = fixedDistances;
    if (type == 0) {
      at -= count >> 3;
      const length = <usize>load<u16>(at);
      if (<u32>length != (<u32>load<u16>(at + 2) ^ 0xffff)) return false;
      at += 4;
      if (at + length > to || out + length > end) return false;
      memory.copy(out, at, length);
      out += length;
      at += length;
      bits = 0;
      count = 0;
      continue;
    }
    if (type == 3) return false;
    if (type == 2) {
      const literalCount = (<u32>bits & 31) + 257;
      const distanceCount = (<u32>(bits >> 5) & 31) + 1;
      const lengthCount = (<u32>(bits >> 10) & 15) + 4;
      if (literalCount > 286 || distanceCount > 30) return false;
      bits >>= 14;
      count -= 14;
      memory.fill(sizes, 0, 19);
      for (let i: u32 = 0; i < lengthCount; i++) {
        if (count < 3) {
          bits |= load<u64>(at) << count;
          at += (63 - count) >> 3;
          count |= 56;
        }
        store<u8>(sizes + load<u8>(order + i), <u8>bits & 7);
        bits >>= 3;
        count -= 3;
      }
      if (!build(lengths, sizes, 19, LENGTH_BITS, lengthMeanings)) return false;
      const total = literalCount + distanceCount;
      let previous: u8 = 0;
      for (let i: u32 = 0; i < total; ) {
        bits |= load<u64>(at) << count;
        at += (63 - count) >> 3;
        count |= 56;
        const entry = load<u32>(lengths + TABLE + (((<u32>bits) & ((1 << LENGTH_BITS) - 1)) << 2));
        if (entry == 0) return false;
        bits >>= entry & 15;
        count -= entry & 15;
        const symbol = entry >> 16;
        if (symbol < 16) {
          previous = <u8>symbol;
          store<u8>(sizes + i++, previous);
          continue;
        }
        if (symbol == 16 && i == 0) return false;
        if (symbol != 16) previous = 0;
        const width: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
        const repeat = (<u32>bits & ((1 << width) - 1)) + (symbol == 18 ? 11 : 3);
        bits >>= width;
        count -= width;
        if (i + repeat > total) return false;
        memory.fill(sizes + i, previous, repeat);
        i += repeat;
      }
      if (load<u8>(sizes + 256) == 0) return false;
      if (!build(literals, sizes, literalCount, LITERAL_BITS, literalMeanings)) return false;
      if (!build(distances, sizes + literalCount, distanceCount, DISTANCE_BITS, distanceMeanings)) return false;
      literal = literals;
      distance = distances;
    }
    for (;;) {
      // 56 bits are three literals, or a length and a distance. A literal too many still lies in what may be touched.
      if (out > end) return false;
      bits |= load<u64>(at) << count;
      at += (63 - count) >> 3;
      count |= 56;
      let entry = load<u32>(literal + TABLE + ((<u32>bits & ((1 << LITERAL_BITS) - 1)) << 2));
      if (entry & LITERAL) {
        bits >>= entry & 15;
        count -= entry & 15;
        store<u8>(out++, <u8>(entry >> 16));
        entry = load<u32>(literal + TABLE + ((<u32>bits & ((1 << LITERAL_BITS) - 1)) << 2));
        if (entry & LITERAL) {
          bits >>= entry & 15;
          count -= entry & 15;
          store<u8>(out++, <u8>(entry >> 16));
          entry = load<u32>(literal + TABLE + ((<u32>bits & ((1 << LITERAL_BITS) - 1)) << 2));
          if (entry & LITERAL) {
            bits >>= entry & 15;
            count -= entry & 15;
            store<u8>(out++, <u8>(entry >> 16));
            continue;
          }
        }
        bits |= load<u64>(at) << count;
        at += (63 - count) >> 3;
        count |= 56;
      }
      if ((entry & 15) == 0) entry = follow(literal, bits, literalMeanings);
      bits >>= entry & 15;
      count -= entry & 15;
      if (entry & LITERAL) {
        store<u8>(out++, <u8>(entry >> 16));
        continue;
      }
      if (entry & END) break;
      if (entry == 0 || entry & REFUSED) return false;
      let more = (entry >> 12) & 15;
      const length = <usize>((entry >> 16) + (<u32>bits & ((1 << more) - 1)));
      bits >>= more;
      count -= more;
      entry = load<u32>(distance + TABLE + ((<u32>bits & ((1 << DISTANCE_BITS) - 1)) << 2));
      if ((entry & 15) == 0) entry = follow(distance, bits, distanceMeanings);
      if (entry == 0 || entry & REFUSED) return false;
      bits >>= entry & 15;
      count -= entry & 15;
      more = (entry >> 12) & 15;
      const back = <usize>((entry >> 16) + (<u32>bits & ((1 << more) - 1)));
      bits >>= more;
      count -= more;
      const stop = out + length;
      if (back > out - start || stop > end) return false;
      let source = out - back;
      if (back >= 8) {
        do {
          store<u64>(out, load<u64>(source));
          out += 8;
          source += 8;
        } while (out < stop);
        out = stop;
      } else while (out < stop) store<u8>(out++, load<u8>(source++));
    }
  }
  at -= count >> 3;
  return out == end && at + 4 <= to && bswap<u32>(load<u32>(at)) == adler(start, end);
}
