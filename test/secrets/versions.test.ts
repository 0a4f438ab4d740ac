import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Change } from '../../src/model/index.ts';
import { createScanner, type Version } from '../../src/secrets/index.ts';
import { ruleOf as rule } from '../support/rules.ts';

const scanner = createScanner([
  {
    provider: 'p',
    name: 'P',
    class: 'saas',
    rules: [
      rule('plain', ['ab_'], 'ab_[a-c0-9]{6}'),
      rule('inner', ['Mark'], '[a-c]{3,8}Mark[0-9]{2,4}', { boundary: 'none' }),
      rule('named', ['acme'], 'acme[_a-z]{0,6}[ =]{1,2}(?<secret>[a-c0-9]{7})', { ignoreCase: true }),
      rule('near', ['key:'], 'key:[0-9a-c]{6}', { near: ['cursor'] }),
      rule('block', ['BEGIN'], 'BEGIN[^E]{10,900}END', { boundary: 'none' }),
    ],
  },
]);
const versions = scanner.versions();

const piece = fc.constantFrom(
  ...[
    'a',
    'b1',
    '-',
    ' ',
    '\n',
    'ab_',
    'ab_ca12b1',
    'Mark',
    'abcMark12',
    'Acme_key =',
    'acme=ab1c2c3',
    'key:12ab3c',
  ],
  ...['cursor', 'BEGIN', 'END', ' '.repeat(130), '-'.repeat(400), 'BEGIN 0123456789 END', 'YWJfY2ExMmIx'],
);
const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
/** Pieces of a new version: copied ranges of the old one, given in thousandths, or new text. */
const edit = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 })) },
    { weight: 1, arbitrary: piece },
  ),
  { minLength: 1, maxLength: 6 },
);

function apply(base: Buffer, pieces: (string | [number, number])[]): { bytes: Buffer; change: Change } {
  const parts: Buffer[] = [];
  const copies: number[] = [];
  let length = 0;
  for (const part of pieces) {
    const range =
      typeof part === 'string'
        ? undefined
        : part.map((n) => Math.round((n / 1000) * base.length)).sort((a, b) => a - b);
    const bytes = range ? base.subarray(range[0], range[1]) : Buffer.from(part as string);
    if (range && bytes.length > 0) copies.push(length, range[0]!, bytes.length);
    parts.push(bytes);
    length += bytes.length;
  }
  return { bytes: Buffer.concat(parts), change: { copies, baseLength: base.length, length } };
}

it('a version searched by its changes has the matches of one searched whole, over generations', () => {
  fc.assert(
    fc.property(text, fc.array(edit, { minLength: 1, maxLength: 4 }), (start, edits) => {
      let bytes: Buffer = Buffer.from(start);
      let version = versions.whole(bytes).version as Version;
      for (const pieces of edits) {
        const next = apply(bytes, pieces as (string | [number, number])[]);
        const found = versions.changed(next.bytes, version, next.change);
        const whole = versions.whole(next.bytes);
        expect(found.matches).toEqual(whole.matches);
        expect(found.matches).toEqual(scanner.scan(next.bytes));
        bytes = next.bytes;
        version = found.version;
      }
    }),
    { numRuns: 1_500 },
  );
});
