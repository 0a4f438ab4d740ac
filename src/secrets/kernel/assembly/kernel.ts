// AssemblyScript. The matching kernel: finds the literals of an image (src/secrets/anchors.ts) in bytes.
// Twin of ../plain.ts; test/secrets/kernel.test.ts holds that both give the same hits.

const HASH: u32 = 0x9e3779b1;
const SECOND_HASH: u32 = 0x85ebca6b;
const FOLD: u64 = 0x2020202020202020;
const BITS: u32 = 17;
const SECOND_BITS: u32 = 20;
const SLOTS: usize = 1 << BITS;
const SECOND: usize = SLOTS;
const HEADS: usize = 2 * SLOTS;
const LISTS: usize = 4 * SLOTS;
const RECORD: usize = 16;
/** Input taken at a time: what is noted of it stays in the cache. */
const BLOCK: usize = 16384;

/** Pairs written by the last run. */
export let count: i32 = 0;

// @ts-ignore: decorator
@inline
function slotOf(word: u32): usize {
  return <usize>((word * HASH) >>> (32 - BITS));
}

/** 1 when an anchor may have the gram that starts with the lowest byte of `words`, by the first table. */
// @ts-ignore: decorator
@inline
function first(words: u64): u32 {
  return load<u8>(slotOf(<u32>words));
}

/** The same by the second table; shifts count modulo 32. */
// @ts-ignore: decorator
@inline
function second(words: u64): usize {
  const bit = (<u32>words * SECOND_HASH) >>> (32 - SECOND_BITS);
  return <usize>((load<u32>(SECOND + ((bit >>> 5) << 2)) >>> bit) & 1);
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
 * Notes where a group of four positions may start a gram. Writing always and moving on only for a hit costs less than a jump
 * that the processor cannot foresee. Returns where the notes end.
 */
// @ts-ignore: decorator
@inline
function groups(at: usize, to: usize, notes: usize): usize {
  while (at < to) {
    const low = load<u64>(at) | FOLD;
    const high = load<u64>(at, 4) | FOLD;
    store<u32>(notes, <u32>at);
    notes += <usize>(first(low) | first(low >> 8) | first(low >> 16) | first(low >> 24)) << 2;
    store<u32>(notes, <u32>at + 4);
    notes += <usize>(first(high) | first(high >> 8) | first(high >> 16) | first(high >> 24)) << 2;
    at += 8;
  }
  return notes;
}

/** Of the noted groups the single positions that pass the second table, too. */
// @ts-ignore: decorator
@inline
function positions(from: usize, to: usize, notes: usize): usize {
  while (from < to) {
    const at = load<u32>(from);
    const words = load<u64>(at) | FOLD;
    store<u32>(notes, at);
    notes += second(words) << 2;
    store<u32>(notes, at + 1);
    notes += second(words >> 8) << 2;
    store<u32>(notes, at + 2);
    notes += second(words >> 16) << 2;
    store<u32>(notes, at + 3);
    notes += second(words >> 24) << 2;
    from += 4;
  }
  return notes;
}

/**
 * Looks at grams in `[from, to)` of the input; `end` is where it ends. Returns where to go on: `to`, or less when `hits` is
 * full. All are addresses; twelve readable bytes must follow the input, and five bytes for every one of a block the notes.
 */
export function run(
  records: usize,
  input: usize,
  end: usize,
  from: usize,
  to: usize,
  hits: usize,
  most: i32,
  notes: usize,
): usize {
  count = 0;
  let out = hits;
  for (let block = from; block < to; block += BLOCK) {
    const noted = groups(block, min(block + BLOCK, to), notes);
    const passed = positions(notes, noted, noted);
    for (let note = noted; note < passed; note += 4) {
      const at = <usize>load<u32>(note);
      if (at >= to) break;
      if (count > most) return at;
      let list = LISTS + 2 * <usize>load<u16>(HEADS + 2 * slotOf(load<u32>(at) | <u32>FOLD));
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
