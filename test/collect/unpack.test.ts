import { constants, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainUnpacker } from '../../src/collect/git/unpack/plain.ts';
import { wasmUnpacker } from '../../src/collect/git/unpack/wasm.ts';

const wasm = wasmUnpacker();
const outcome = (work: () => Buffer) => {
  try {
    return work().toString('latin1');
  } catch {
    return 'refused';
  }
};

/** Contents of all kinds that deflate treats differently: noise, runs, text. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 5_000 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 400 }))
    .map(([unit, times]) => Buffer.concat(Array.from({ length: times }, () => unit))),
  fc.array(fc.lorem({ maxCount: 40 }), { maxLength: 40 }).map((texts) => Buffer.from(texts.join('\n'))),
);
const deflated = fc
  .tuple(
    content,
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom(
      constants.Z_DEFAULT_STRATEGY,
      constants.Z_HUFFMAN_ONLY,
      constants.Z_RLE,
      constants.Z_FIXED,
    ),
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([bytes, level, strategy, memLevel]) => ({
    size: bytes.length,
    data: deflateSync(bytes, { level, strategy, memLevel }),
  }));

/** A delta made of copies and insertions, which may be wrong in any way. */
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
const op = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 300 }))
    .map(([from, size]) => [0x80 | 1 | 2 | 16 | 32, from & 255, from >> 8, size & 255, size >> 8]),
  fc.uint8Array({ minLength: 1, maxLength: 127 }).map((bytes) => [bytes.length, ...bytes]),
);

describe('the two unpackers', () => {
  it('inflate alike, and refuse the same damaged data', () => {
    fc.assert(
      fc.property(deflated, fc.nat(), fc.nat(7), ({ size, data }, place, bit) => {
        expect(wasm.whole(data, size).equals(plainUnpacker.whole(data, size))).toBe(true);
        const damaged = Buffer.from(data);
        damaged[place % damaged.length]! ^= 1 << bit;
        const cut = data.subarray(0, place % data.length);
        for (const bad of [damaged, cut])
          expect(outcome(() => wasm.whole(bad, size))).toBe(outcome(() => plainUnpacker.whole(bad, size)));
        expect(outcome(() => wasm.whole(data, size + 1))).toBe('refused');
      }),
      { numRuns: 400 },
    );
  });

  it('apply deltas alike, and refuse the same wrong ones', () => {
    const base = Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37) % 251));
    const stored = deflateSync(base);
    fc.assert(
      fc.property(
        fc.array(op, { maxLength: 12 }),
        fc.integer({ min: -1, max: 1 }),
        fc.boolean(),
        (ops, off, other) => {
          const size = ops.reduce(
            (sum, [head, ...rest]) => sum + (head! & 128 ? rest[2]! + 256 * rest[3]! : head!),
            0,
          );
          const delta = Buffer.from([
            ...varint(other ? 499 : 500),
            ...varint(Math.max(0, size + off)),
            ...ops.flat(),
          ]);
          const both = [wasm, plainUnpacker].map((unpacker) => {
            try {
              const { bytes, change } = unpacker.made(
                deflateSync(delta),
                delta.length,
                unpacker.whole(stored, 500),
              );
              return {
                bytes: bytes.toString('hex'),
                ...change,
                copies: Array.from(change.copies),
              };
            } catch {
              return 'refused';
            }
          });
          expect(both[0]).toEqual(both[1]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('builds a long chain of large objects in bounded memory', () => {
    const size = 5 << 20;
    let bytes = wasm.whole(deflateSync(Buffer.alloc(size, 'a line\n')), size);
    for (let i = 0; i < 60; i++) {
      const delta = Buffer.from([...varint(size), ...varint(size), 1, i, ...copiesOf(size - 1)]);
      const next = wasm.made(deflateSync(delta), delta.length, bytes);
      bytes = wasm.settle(next.bytes, undefined);
      expect([bytes.length, bytes[0], bytes[size - 1]]).toEqual([size, i, bytes.at(-1)]);
    }
  });
});

/** Copies the first bytes of the base. */
function copiesOf(size: number): number[] {
  const ops: number[] = [];
  for (let from = 0; from < size; from += 0xffff) {
    const length = Math.min(0xffff, size - from);
    ops.push(0x80 | 7 | 48, from & 255, (from >> 8) & 255, from >> 16, length & 255, length >> 8);
  }
  return ops;
}
