import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTables } from '../../src/secrets/anchors.ts';
import type { Kernel } from '../../src/secrets/kernel/kernel.ts';
import { plainKernel } from '../../src/secrets/kernel/plain.ts';
import { wasmKernel } from '../../src/secrets/kernel/wasm.ts';
import { makePlan, type RuleData } from '../../src/secrets/plan.ts';

const rule = (literals: string[], pattern: string, ignoreCase = false): RuleData => ({
  id: literals.join(),
  title: '',
  literals,
  pattern,
  ignoreCase,
  kind: 'api-key',
  identity: 'unknown',
  lifetime: 'static',
  privilege: 'unknown',
  confidence: 'high',
});

const { anchors, tables } = makeTables(
  [
    rule(['ab_', 'abc_'], '(?:ab_|abc_)[a-c]{3}'),
    rule(['cab'], '[abc]{2}cab'),
    rule(['Acme'], 'acme.{0,4}[abc]', true),
    rule(['long-literal-abc'], 'long-literal-abc'),
  ].map((r) => makePlan(r, 'p')),
);

/** All hits over the text, cut into runs as the kernel asks for. */
function hits(kernel: Kernel, text: string): [number, number][] {
  const length = Buffer.from(text, 'latin1').copy(kernel.input);
  const found: [number, number][] = [];
  for (let at = 0; at < length; ) {
    at = kernel.run(length, at, length);
    for (let i = 0; i < kernel.count; i++) found.push([kernel.hits[2 * i]!, kernel.hits[2 * i + 1]!]);
  }
  return found;
}

/** What the kernels have to find, said the slow way. */
function expected(text: string): [number, number][] {
  const found: [number, number][] = [];
  for (const [id, anchor] of anchors.entries()) {
    const literal = Buffer.from(anchor.text).toString('latin1');
    const content = anchor.fold ? text.toLowerCase() : text;
    for (let at = content.indexOf(literal); at >= 0; at = content.indexOf(literal, at + 1)) {
      const run = anchor.uses[0]!.lead.run!;
      const after = text.slice(at + literal.length, at + literal.length + run.length);
      const follows = [...after].every((char) => run.bytes[char.charCodeAt(0)]);
      if (after.length === run.length && follows) found.push([at, id]);
    }
  }
  return found;
}

const sorted = (pairs: [number, number][]) => [...pairs].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
const piece = fc.constantFrom(
  'a',
  'b',
  'c',
  '_',
  'ab_',
  'abc_',
  'cab',
  'ACME',
  'acMe',
  'long-literal-abc',
  ' ',
  '\0',
  'ÿ',
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('kernel', () => {
  const wasm = wasmKernel(tables);
  const plain = plainKernel(tables);

  it('finds every literal with its run, by WebAssembly and without', () => {
    fc.assert(
      fc.property(text, (content) => {
        expect(sorted(hits(wasm, content))).toEqual(sorted(expected(content)));
        expect(hits(plain, content)).toEqual(hits(wasm, content));
      }),
      { numRuns: 500 },
    );
  });

  it('goes on where its hits were full', () => {
    const many = 'abc_abc'.repeat(20_000);
    expect(sorted(hits(wasm, many))).toEqual(sorted(expected(many)));
    expect(hits(plain, many)).toEqual(hits(wasm, many));
  });
});
