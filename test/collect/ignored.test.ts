import fc from 'fast-check';
import ignore from 'ignore';
import { expect, it } from 'vitest';
import { ignoreRules, isIgnored } from '../../src/collect/ignored.ts';

const name = fc
  .array(fc.constantFrom('a', 'b', 'B', '.', '-', 'o', 'c', ' ', 'é'), { minLength: 1, maxLength: 4 })
  .map((chars) => chars.join(''))
  .filter((text) => text !== '.' && text !== '..');
const part = fc.oneof(
  name,
  fc
    .array(fc.constantFrom('a', 'b', '*', '?', '[ab]', '[!a]', '[a-c]', '[]a]', '.', '**', '\\*', 'o'), {
      minLength: 1,
      maxLength: 4,
    })
    .map((pieces) => pieces.join('')),
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!', '/', '#'),
    fc.array(part, { minLength: 1, maxLength: 2 }),
    fc.constantFrom('', '', '/', ' '),
  )
  .map(([start, parts, end]) => start + parts.join('/') + end);

it('decides as the library does, although most names never reach it', () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 4 }), name, (patterns, folder) => {
      const text = patterns.join('\n');
      expect(isIgnored([ignoreRules('', text)], folder, folder)).toBe(
        ignore().add(text).ignores(`${folder}/`),
      );
    }),
    { numRuns: 3_000 },
  );
});

it('the deepest ignore file that has a pattern decides, as in git', () => {
  const levels = [ignoreRules('', 'out*\n/build/'), ignoreRules('sub', '!out-kept\n')];
  const ignored = (path: string) => isIgnored(levels, path, path.split('/').at(-1)!);
  expect(ignored('sub/output')).toBe(true);
  expect(ignored('sub/out-kept')).toBe(false);
  expect(ignored('build')).toBe(true);
  expect(ignored('sub/build')).toBe(false);
});
