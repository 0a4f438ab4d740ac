// AssemblyScript. The matching kernel: finds the literals of an image (src/secrets/anchors.ts) in bytes.
// Twin of ../plain.ts; test/secrets/kernel.test.ts holds that both give the same hits.

const HASH: u32 = 0x9e3779b1;
const FOLD: u64 = 0x2020202020202020;
const BITS: u32 = 20;
const SLOTS: usize = 1 << (BITS - 3);
const KINDS: usize = SLOTS;
const HEADS: usize = 2 * SLOTS;
const LISTS: usize = 4 * SLOTS;
const RECORD: usize = 16;

/** Pairs written by the last run. */
export let count: i32 = 0;

// @ts-ignore: decorator
@inline
function hash(word: u32): u32 {
  return (word * HASH) >>> (32 - BITS);
}

/** Lowest bit set when there is anything for the hash; shifts count modulo 32. */
// @ts-ignore: decorator
@inline
function known(hash: u32): u32 {
  return load<u32>((hash >>> 5) << 2) >>> hash;
}

/** Whether the literal of the record stands at `start`, with the run that must follow. */
function fits(record: usize, start: usize, end: usize): bool {
  const size = <usize>load<u8>(record, 8);
  const run = <usize>load<u8>(record, 10);
  if (start + size + run > end) return false;
  let text = <usize>load<u32>(record);
  const fold = load<u8>(record, 9) == 1;
  let at = start;
  const textEnd = text + size;
  while (text < textEnd) {
    let byte = load<u8>(at++);
    if (fold && byte - 65 < 26) byte |= 32;
    if (byte != load<u8>(text++)) return false;
  }
  const table = <usize>load<u32>(record, 4);
  for (const last = at + run; at < last; at++) {
    if (load<u8>(table + load<u8>(at)) == 0) return false;
  }
  return true;
}

/**
 * Looks at grams in `[from, to)` of the input; `end` is where it ends. Returns where to go on: `to`, or less when `hits` is
 * full. All are addresses; eight readable bytes must follow the input.
 */
export function run(records: usize, input: usize, end: usize, from: usize, to: usize, hits: usize, most: i32): usize {
  count = 0;
  let out = hits;
  let at = from;
  while (at < to) {
    const words = load<u64>(at) | FOLD;
    const h0 = known(hash(<u32>words));
    const h1 = known(hash(<u32>(words >> 8)));
    const h2 = known(hash(<u32>(words >> 16)));
    const h3 = known(hash(<u32>(words >> 24)));
    if (((h0 | h1 | h2 | h3) & 1) == 0) {
      at += 4;
      continue;
    }
    if (count > most) return at;
    for (const stop = min(at + 4, to); at < stop; at++) {
      const h = hash(load<u32>(at) | <u32>FOLD);
      if ((known(h) & 1) == 0) continue;
      const slot = <usize>(h >>> 3);
      const next = <u32>load<u8>(at, 4) | 32;
      if ((load<u8>(KINDS + slot) & (1 << ((next ^ (next >> 3)) & 7))) == 0) continue;
      let list = LISTS + 2 * <usize>load<u16>(HEADS + 2 * slot);
      for (let id = load<u16>(list); id != 0; id = load<u16>(list)) {
        list += 2;
        const record = records + RECORD * id;
        const back = <usize>load<u8>(record, 11);
        if (at < input + back || !fits(record, at - back, end)) continue;
        store<i32>(out, <i32>(at - back - input));
        store<i32>(out, <i32>id - 1, 4);
        out += 8;
        count++;
      }
    }
  }
  return to;
}
