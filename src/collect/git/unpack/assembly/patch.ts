// AssemblyScript. Applies deltas of pack entries, all inside one memory. Twin of ../../delta.ts;
// test/collect/unpack.test.ts holds that both give the same bytes and refuse the same input.
// https://git-scm.com/docs/gitformat-pack#_deltified_representation

/** Triples written by the last `patch`. */
export let copies: i32 = 0;

/** Size that the delta in `[delta, end)` gives for its result, or -1 when it belongs to a base of another size. */
export function resultSize(delta: usize, end: usize, baseSize: usize): f64 {
  const given = varint(delta, end);
  const result = varint(next, end);
  return given == <u64>baseSize ? <f64>result : -1;
}

/** Where the last `varint` ended. */
let next: usize = 0;

function varint(at: usize, end: usize): u64 {
  let value: u64 = 0;
  for (let shift: u64 = 0; at < end && shift < 56; shift += 7) {
    const byte = load<u8>(at++);
    value |= <u64>(byte & 127) << shift;
    if (byte < 128) break;
  }
  next = at;
  return value;
}

/**
 * Applies the delta in `[delta, deltaEnd)` to the base and fills `[out, end)`. Writes what was copied as triples (place, place in
 * the base, size) to `[triples, triplesEnd)`; copies that go on from each other are one. False for what does not fit.
 */
export function patch(
  base: usize,
  baseEnd: usize,
  delta: usize,
  deltaEnd: usize,
  out: usize,
  end: usize,
  triples: usize,
  triplesEnd: usize,
): bool {
  varint(delta, deltaEnd);
  varint(next, deltaEnd);
  let at = next;
  const start = out;
  let triple = triples - 12;
  let toEnd: u32 = 0xffffffff;
  let fromEnd: u32 = 0;
  while (at < deltaEnd) {
    const op = <u32>load<u8>(at++);
    if (op & 128) {
      let from: u32 = 0;
      let size: u32 = 0;
      if (op & 1) from = load<u8>(at++);
      if (op & 2) from |= <u32>load<u8>(at++) << 8;
      if (op & 4) from |= <u32>load<u8>(at++) << 16;
      if (op & 8) from |= <u32>load<u8>(at++) << 24;
      if (op & 16) size = load<u8>(at++);
      if (op & 32) size |= <u32>load<u8>(at++) << 8;
      if (op & 64) size |= <u32>load<u8>(at++) << 16;
      if (size == 0) size = 0x10000;
      if (from > baseEnd - base || size > baseEnd - base - from || size > end - out) return false;
      memory.copy(out, base + from, size);
      const to = <u32>(out - start);
      if (to == toEnd && from == fromEnd) store<u32>(triple, load<u32>(triple, 8) + size, 8);
      else {
        triple += 12;
        if (triple + 12 > triplesEnd) return false;
        store<u32>(triple, to);
        store<u32>(triple, from, 4);
        store<u32>(triple, size, 8);
      }
      toEnd = to + size;
      fromEnd = from + size;
      out += size;
    } else {
      if (op == 0 || op > deltaEnd - at || op > end - out) return false;
      memory.copy(out, at, op);
      at += op;
      out += op;
    }
  }
  copies = <i32>((triple + 12 - triples) / 12);
  return out == end && at == deltaEnd;
}
