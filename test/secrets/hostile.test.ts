import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createScanner,
  loadRules,
  loadScanner,
  type ProviderData,
  type Scanner,
} from '../../src/secrets/index.ts';
import { allSecretRules, secretFiles } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';

let rules: ProviderData[];
let scanner: Scanner;
beforeAll(async () => {
  rules = await loadRules();
  scanner = await loadScanner();
});

/** Processor time, which a busy machine does not stretch as it does wall time. */
function cpu(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const MB = 1 << 20;
/** Processor seconds that a megabyte of nothing but traps for one rule may take. Source text takes a hundredth of one. */
const MOST_SECONDS = 20;
const fill = (piece: string) =>
  Buffer.from(piece.repeat(Math.ceil(MB / piece.length)).slice(0, MB), 'latin1');

describe('no input makes the engine slow', () => {
  it('one megabyte of each literal over and over, with what its pattern likes behind', () => {
    const slow: string[] = [];
    // Every rule takes its turn together with others: a hundred rules a round.
    const literals = [
      ...new Set(rules.flatMap((file) => file.rules.flatMap((rule) => rule.literals.slice(0, 1)))),
    ];
    for (let i = 0; i < literals.length; i += 100) {
      const piece = literals
        .slice(i, i + 100)
        .map((literal) => `${literal}_key = "${literal}aA1bB2cC3dD4eE5f`)
        .join(' ');
      const content = fill(piece);
      const ms = cpu(() => scanner.scan(content));
      if (ms > 8_000) slow.push(`${literals[i]}…: ${ms.toFixed(0)} ms`);
    }
    expect(slow).toEqual([]);
  }, 300_000);

  it.each([
    'a',
    '=',
    ' ',
    '\\u0041',
    '%41',
    'eyJ',
    `${'-'.repeat(5)}BEGIN PRIVATE KEY${'-'.repeat(5)}`,
    'https://a:',
    'password="',
    '"token": {',
    '\0a',
    'é',
  ])(
    'one megabyte of %j',
    (piece) => {
      const content = fill(piece);
      expect(cpu(() => scanner.scan(content))).toBeLessThan(8_000);
    },
    60_000,
  );

  it('each contextual rule alone, over its own words, escapes, and tokens that break off', () => {
    const size = 4_096;
    const slow: string[] = [];
    for (const file of secretFiles())
      for (const rule of file.rules) {
        if (!rule.assigned && !rule.ignoreCase && !rule.pattern.includes('(?<secret>')) continue;
        const alone = createScanner([{ ...file, rules: [rule] }]);
        const [literal = ''] = rule.literals;
        const token = makeToken(rule, 5);
        const half = token.slice(0, token.length >> 1);
        const ending = /[:=]\s?$/.test(literal) ? '' : '=';
        for (const piece of [
          literal,
          `${literal}\\"`,
          `${literal}${ending}`,
          half,
          `${token.slice(0, -1)}\xff`,
        ]) {
          const content = fill(piece).subarray(0, size);
          alone.scan(content);
          const ms = cpu(() => alone.scan(content));
          if (ms > (MOST_SECONDS * 1_000 * size) / MB)
            slow.push(`${rule.id}, ${JSON.stringify(piece)}: ${ms.toFixed(0)} ms for 4 KB`);
        }
      }
    expect(slow).toEqual([]);
  }, 300_000);

  it('arbitrary bytes and arbitrary mixtures of literals', () => {
    const literals = rules.flatMap((file) => file.rules.flatMap((rule) => rule.literals));
    const part = fc.oneof(
      fc.constantFrom(...literals),
      fc.string({ unit: 'binary-ascii', maxLength: 40 }),
      fc.constantFrom('=', '"', ': ', '\n'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 300 }), fc.uint8Array({ maxLength: 200 }), (parts, noise) => {
        const bytes = Buffer.concat([Buffer.from(parts.join('')), noise]);
        for (const match of scanner.scan(bytes)) {
          expect(match.start).toBeGreaterThanOrEqual(0);
          expect(match.end).toBeLessThanOrEqual(bytes.length);
          expect(match.end).toBeGreaterThan(match.start);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

it('a token of every rule at the end of a content, whole and cut off, behind what may be a length or an escape', () => {
  for (const rule of allSecretRules().values()) {
    const text = `${rule.near?.[0] ?? ''} ${makeToken(rule)}`;
    for (const before of ['Z', 'z\x7f', '\xda\xff', '%3', '\\u004']) {
      const whole = Buffer.from(before + text.trim(), 'latin1');
      for (let end = whole.length; end > whole.length - 20 && end > 0; end--)
        for (const match of scanner.scan(whole.subarray(0, end))) expect(match.end).toBeLessThanOrEqual(end);
    }
  }
}, 120_000);

describe('redaction', () => {
  it('holds for a token of every rule: nothing that is particular to it leaves the engine', () => {
    const leaks: string[] = [];
    for (const [id, rule] of allSecretRules()) {
      const token = makeToken(rule);
      const secret =
        token.match(new RegExp(rule.pattern, rule.ignoreCase ? 'i' : ''))?.groups?.['secret'] ?? token;
      const text = JSON.stringify([
        scanner.scan(Buffer.from(`${rule.near?.[0] ?? ''} ${token}\n`)),
        scanner.seal(secret, 'key'),
      ]);
      // Facts such as an account, a subject or a curve are public by design; the longest part of the token must not be there.
      if (secret.length >= 12 && text.includes(secret)) leaks.push(id);
    }
    expect(leaks).toEqual([]);
  }, 120_000);
});

it('finds the same without WebAssembly', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jitless-'));
  const outfile = join(folder, 'scan.mjs');
  await build({
    stdin: {
      contents: `
        import { loadScanner } from './src/secrets/index.ts';
        const chunks = [];
        for await (const chunk of process.stdin) chunks.push(chunk);
        const scanner = await loadScanner();
        console.log(JSON.stringify([typeof WebAssembly, scanner.scan(Buffer.concat(chunks))]));`,
      resolveDir: resolve('.'),
      loader: 'ts',
    },
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const tokens = [...allSecretRules().values()]
    .slice(0, 60)
    .map((rule) => `${rule.near?.[0] ?? ''} ${makeToken(rule)}`);
  const input = tokens.join('\n');
  const { stdout } = spawnSync(process.execPath, ['--jitless', outfile], { input, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const [kind, matches] = JSON.parse(stdout);
  expect(kind).toBe('undefined');
  expect(matches).toEqual(JSON.parse(JSON.stringify(scanner.scan(Buffer.from(input)))));
  expect(matches.length).toBeGreaterThan(20);
}, 60_000);
