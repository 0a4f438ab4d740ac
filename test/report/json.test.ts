import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from '../../src/report/json-pieces.ts';

it('in pieces is the same text as in one', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: false, maxDepth: 6 }), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value ?? null) ?? 'null');
      expect([...jsonPieces(plain)].join('')).toBe(JSON.stringify(plain, null, 2));
    }),
  );
  const gaps = { a: undefined, b: [], c: {}, d: { e: 'two\nlines', f: [undefined, [[{ g: [1] }]]] } };
  expect([...jsonPieces(gaps)].join('')).toBe(JSON.stringify(gaps, null, 2));
});
