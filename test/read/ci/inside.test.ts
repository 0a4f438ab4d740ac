import { describe, expect, test } from 'vitest';
import { sourceOffset } from '../../../src/read/ci/inside.ts';
import type { ScalarTree } from '../../../src/read/tree/tree.ts';
import { get } from '../../../src/read/tree/tree.ts';
import { parseYaml } from '../../../src/read/tree/yaml.ts';

/** Text in the source that stands for the first `what` of the value of `key`. */
function found(source: string, what: string, key = 'run'): string {
  const scalar = get(parseYaml(source)[0]!.tree, key) as ScalarTree;
  const index = String(scalar.value).indexOf(what);
  const from = sourceOffset(source, scalar, index);
  const to = sourceOffset(source, scalar, index + what.length - 1) + 1;
  return source.slice(from, to);
}

describe('places inside scalars', () => {
  test.each([
    ['plain', 'run: echo ${{ secrets.A }} b'],
    ['double quotes with escapes', 'run: "x \\"y\\"\\t\\u00e4 ${{ secrets.A }}"'],
    ['single quotes', "run: 'it''s ${{ secrets.A }}'"],
    ['literal block', 'run: |\n    first\n\n      deeper\n    echo ${{ secrets.A }}\n'],
    ['literal block with an indicator', 'run: |2-\n   x\n  echo ${{ secrets.A }}\n'],
    ['folded block', 'run: >-\n  one\n  two ${{ secrets.A }}\n\n  three\n'],
    ['several plain lines', 'run: one\n  two\n  ${{ secrets.A }}\n'],
    ['several quoted lines', 'run: "one \\\n  two\n  ${{ secrets.A }}"'],
    ['flow style', '{ a: 1, run: "${{ secrets.A }}" }'],
    ['carriage returns', 'run: |\r\n  one\r\n  ${{ secrets.A }}\r\n'],
  ])('%s', (_, source) => {
    expect(found(source, '${{ secrets.A }}')).toBe('${{ secrets.A }}');
  });

  test('through an anchor, at the place where the value is written', () => {
    const source = 'x: &a echo ${{ secrets.A }}\nrun: *a\n';
    expect(found(source, 'secrets.A')).toBe('secrets.A');
  });
});
