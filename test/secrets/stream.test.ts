import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScanner, type ProviderData, type RuleData } from '../../src/secrets/index.ts';
import { ruleOf as rule } from '../support/rules.ts';

const rules: ProviderData[] = [
  {
    provider: 'p',
    name: 'P',
    class: 'saas',
    rules: [
      rule('short', ['ab_'], 'ab_[a-c0-9]{6}'),
      rule('long', ['ab_', 'xb_'], '[ax]b_[a-c0-9]{6,9}-[a-c]{2}'),
      rule('inner', ['Mark'], '[a-c]{3,8}Mark[0-9]{2,4}', { boundary: 'none' }),
      rule('named', ['acme'], 'acme[_a-z]{0,6}[ =]{1,2}(?<secret>[a-c0-9]{7})', { ignoreCase: true }),
      rule('near', ['key:'], 'key:[0-9a-c]{6}', { near: ['cursor'], entropy: 1.5 }),
    ],
  },
];
const scanner = createScanner(rules);

/** The rules said the slow way: for each place of a literal the first start from which the pattern covers it. */
function naive(text: string): string[] {
  const found: { id: string; start: number; end: number; contextual: boolean }[] = [];
  const binary = text.slice(0, 8_000).includes('\0');
  for (const r of rules[0]!.rules.filter(({ ignoreCase }) => !binary || !ignoreCase)) {
    const edge = r.boundary === 'none' ? ['', ''] : [r.ignoreCase ? '' : '(?<!\\w)', '(?!\\w)'];
    const flags = r.ignoreCase ? 'dyi' : 'dy';
    const pattern = new RegExp(`${edge[0]}(?:${r.pattern})${edge[1]}`, flags);
    for (const literal of r.literals) {
      const content = r.ignoreCase ? text.toLowerCase() : text;
      for (let at = content.indexOf(literal); at >= 0; at = content.indexOf(literal, at + 1)) {
        for (let start = r.id === 'inner' ? 0 : at; start <= at; start++) {
          pattern.lastIndex = start;
          const m = pattern.exec(text);
          if (!m || start + m[0].length < at + literal.length) continue;
          const [begin, end] = m.indices!.groups?.['secret'] ?? m.indices![0]!;
          const value = text.slice(begin, end);
          const near =
            !r.near ||
            text
              .slice(Math.max(0, begin - 120), end + 120)
              .toLowerCase()
              .includes('cursor');
          if (near && plausible(value, r.literals, r))
            found.push({ id: r.id, start: begin, end, contextual: r.ignoreCase || !!r.near });
          break;
        }
      }
    }
  }
  const order = [...found].sort(
    (a, b) =>
      Number(a.contextual) - Number(b.contextual) ||
      b.end - b.start - (a.end - a.start) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) ||
      a.start - b.start,
  );
  const kept: typeof found = [];
  for (const m of order) if (kept.every((o) => m.end <= o.start || m.start >= o.end)) kept.push(m);
  return kept.sort((a, b) => a.start - b.start).map((m) => `${m.id} ${m.start} ${m.end}`);
}

function plausible(value: string, literals: string[], r: RuleData): boolean {
  if (r.entropy !== undefined && shannon(value) < r.entropy) return false;
  const literal = literals.find((l) => value.includes(l)) ?? '';
  const body = r.ignoreCase || r.near ? value : value.replace(literal, '');
  return (
    !/(.)\1{7}/.test(body) && !(body.length >= 12 && shannon(body) < Math.min(2, Math.log2(body.length) / 2))
  );
}

function shannon(text: string): number {
  const share = [...new Set(text)].map((c) => text.split(c).length - 1).map((n) => n / text.length);
  return -share.reduce((sum, p) => sum + p * Math.log2(p), 0);
}

const piece = fc.constantFrom(
  'a', 'b', 'c', '1', '2', '-', ' ', '\n', 'é', 'ab_', 'xb_', 'ab_ca12b1', 'xb_a1c2b3-ab', 'Mark', 'abcMark12', 'Acme_key =', 'ACME ', 'acme=ab1c2c3', 'key:12ab3c', 'cursor', '\0', ' '.repeat(130),
); // biome-ignore format: one list
const text = fc
  .array(piece, { maxLength: 40 })
  .map((pieces) => Buffer.from(pieces.join('')).toString('latin1'));

describe('engine', () => {
  it('finds what a naive matcher finds', () => {
    fc.assert(
      fc.property(text, (content) => {
        const found = scanner
          .scan(Buffer.from(content, 'latin1'))
          .map((m) => `${m.rule} ${m.start} ${m.end}`);
        expect(found).toEqual(naive(content));
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives the same matches and places however the content is cut', () => {
    const padded = fc.tuple(
      fc.array(text, { minLength: 10, maxLength: 40 }),
      fc.integer({ min: 1, max: 900 }),
    );
    fc.assert(
      fc.property(padded, ([parts, step]) => {
        const bytes = Buffer.from(parts.join('\n'), 'latin1');
        const whole = scanner.stream('f');
        whole.push(bytes, 0, true);
        const cut = scanner.stream('f');
        for (let offset = 0; ; offset += step) {
          const chunk = bytes.subarray(offset, offset + scanner.overlap + step);
          const last = offset + chunk.length >= bytes.length;
          cut.push(chunk, offset, last);
          if (last) break;
        }
        const matches = whole.end();
        expect(cut.end()).toEqual(matches);
        expect(matches.map((m) => m.match)).toEqual(scanner.scan(bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('counts lines from 1 and columns in UTF-16 code units', () => {
    const stream = scanner.stream('a/b.txt');
    const content = Buffer.from('x\r\n\n  "é😀" ab_c1a2b3\n');
    stream.push(content, 0, true);
    expect(stream.end()[0]!.location).toEqual({
      path: 'a/b.txt',
      startLine: 3,
      startColumn: 9,
      endLine: 3,
      endColumn: 18,
    });
  });
});
