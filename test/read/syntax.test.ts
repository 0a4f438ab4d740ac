import { expect, test } from 'vitest';
import { loadGrammar, withSyntax } from '../../src/read/syntax/grammar.ts';

test('a grammar gives places in UTF-16 units, also behind an emoji', async () => {
  await loadGrammar('python');
  const span = withSyntax('python', 'x = "😀"; agent = 1\n', (root) => root.namedChildren[1]!.span);
  expect(span).toMatchObject({ start: 10, startLine: 1, startColumn: 11 });
});

test('the TSX grammar reads plain TypeScript and JavaScript, and broken source still gives a tree', async () => {
  await loadGrammar('tsx');
  const errors = (text: string) => withSyntax('tsx', text, (root) => root.hasError);
  expect(errors('export const a: Record<string, number> = { b: 1 } satisfies unknown;')).toBe(false);
  expect(errors("const { tool } = require('ai'); module.exports = async () => {};")).toBe(false);
  expect(errors('const a = {')).toBe(true);
});
