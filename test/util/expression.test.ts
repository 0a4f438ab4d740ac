import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embedded, parseExpression } from '../../src/util/expression/parse.ts';
import { flows, reads } from '../../src/util/expression/reads.ts';

const readsOf = (text: string) => reads(parseExpression(text)!).map(({ path }) => path);
const flowsOf = (text: string) => flows(parseExpression(text)!).map(({ path }) => path);

describe('expressions of GitHub Actions', () => {
  test.each([
    ['secrets.TOKEN', ['secrets.TOKEN']],
    ["secrets['MY-TOKEN']", ['secrets.MY-TOKEN']],
    ["secrets[format('K_{0}', matrix.env)]", ['secrets.?', 'matrix.env']],
    ['toJSON(secrets)', ['secrets']],
    ['github.event.commits.*.message', ['github.event.commits.*.message']],
    ["a.b == 'it''s' && !c.d || (e.f > 1.5e3)", ['a.b', 'c.d', 'e.f']],
    ['fromJSON(needs.x.outputs.list)[0].name', ['needs.x.outputs.list']],
    ["'}}' == github.ref", ['github.ref']],
  ])('%s reads', (text, expected) => {
    expect(readsOf(text)).toEqual(expected);
  });

  test.each([
    ["github.event.issue.title == 'x'", []],
    ["contains(github.event.issue.title, 'x')", []],
    ["format('{0}', github.head_ref)", ['github.head_ref']],
    ["github.event_name == 'push' && github.head_ref || inputs.ref", ['github.head_ref', 'inputs.ref']],
    ['toJSON(github.event.issue)', ['github.event.issue']],
    ["hashFiles('**/lock')", []],
  ])('%s lets through', (text, expected) => {
    expect(flowsOf(text)).toEqual(expected);
  });

  test.each(['', 'a.', 'a b', "'open", '(a', 'a ==', 'f(a,)', 'a[', '&& a', '}}'])('%s is none', (text) => {
    expect(parseExpression(text)).toBeUndefined();
  });

  test('a part of a structured secret is known to be parsed', () => {
    expect(reads(parseExpression('fromJSON(secrets.X).key')!)).toMatchObject([
      { path: 'secrets.X', parsed: true },
    ]);
  });

  test('precedence: and binds closer than or, comparison closer than both', () => {
    expect(parseExpression('a || b && c == d')).toMatchObject({
      op: '||',
      right: { op: '&&', right: { op: '==' } },
    });
  });

  test('embedded expressions have exact places, and a quoted brace does not end one', () => {
    const text = "x ${{ a.b }} y ${{ format('}}', c) }} z";
    const found = embedded(text);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
      '${{ a.b }}',
      "${{ format('}}', c) }}",
    ]);
    expect(found[1]!.expression).toMatchObject({ kind: 'call' });
  });

  test('no text makes it throw or hang', () => {
    const piece = fc.constantFrom(
      '${{',
      '}}',
      "'",
      '(',
      ')',
      '[',
      ']',
      '.',
      '*',
      'a',
      '&&',
      '!',
      '1',
      ',',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const { expression } of embedded(pieces.join(''))) if (expression) reads(expression);
        parseExpression('('.repeat(5000));
      }),
      { numRuns: 200 },
    );
  });
});
