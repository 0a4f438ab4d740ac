import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report, SecretRule } from '../../src/model/index.ts';
import { formats } from '../../src/report/index.ts';
import { cli, type Run } from '../support/cli.ts';
import { nameOf } from '../support/contexts.ts';
import { gitIn } from '../support/folder.ts';
import { secretFiles } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';

/** Pieces of this length of a credential must stand nowhere; of hexadecimal ones longer pieces, since fingerprints are hexadecimal. */
const PIECE = 8;
const HEX_PIECE = 12;
const isHex = (text: string) => /^[\da-f-]+$/.test(text);

/** The credential itself where the pattern is wider than that. */
function secretOf(rule: SecretRule, token: string): string {
  const flags = rule.ignoreCase ? 'i' : '';
  return new RegExp(rule.pattern, flags).exec(token)?.groups?.['secret'] ?? token;
}

/** A line in which the rule finds its token. */
function lineOf(rule: SecretRule, provider: string, token: string): string {
  if (rule.pattern.includes('(?<secret>')) return token;
  if (rule.assigned === 'bare') return `my_${rule.literals[0]}=${token}`;
  const near = rule.near ? `${rule.near[0]} ` : '';
  return `${near}${nameOf(rule, provider)} = "${token}"`;
}

const pieces = (text: string) => {
  const cut = (length: number) =>
    Array.from({ length: Math.max(0, text.length - length + 1) }, (_, i) => text.slice(i, i + length));
  return new Set([...cut(PIECE).filter((piece) => !isHex(piece)), ...cut(HEX_PIECE).filter(isHex)]);
};

/** Facts that a token states of its owner are shown on purpose: whose bot, which app, which algorithm. */
const STATED = [
  'telegram-bot-token',
  'telegram-bot-url',
  'discord-bot-token',
  'github-app-installation-jwt',
  'putty-private-key',
];
/** What previews begin with, and names of rules. */
const PUBLIC = secretFiles()
  .flatMap(({ rules }) => rules.flatMap(({ id, literals }) => [`/${id}`, ...literals]))
  .join('\n');

interface Planted {
  rule: string;
  line: string;
  /** Pieces that no other token of the type has. */
  own: string[];
}

/** In a password, `$name` reads as a variable, and its name is told. */
function withoutReference(rule: SecretRule, seed: number): string {
  const token = makeToken(rule, seed);
  return /\$[A-Za-z_]/.test(token) && rule.assigned ? withoutReference(rule, seed + 1_000) : token;
}

function plant(seed: number): Planted[] {
  return secretFiles().flatMap(({ provider, rules }) =>
    rules
      .filter((rule) => !rule.public && !STATED.includes(rule.id))
      .map((rule) => {
        const token = withoutReference(rule, seed);
        const others = [50, 51, 52, 53].map((more) => makeToken(rule, seed + more)).join('\n');
        const said = `${others}\n${rule.pattern}\n${PUBLIC}`;
        const own = [...pieces(secretOf(rule, token))].filter((piece) => !said.includes(piece));
        return { rule: rule.id, line: lineOf(rule, provider, token), own };
      }),
  );
}

const present = plant(1);
const gone = plant(2);
const owner = new Map([...present, ...gone].flatMap(({ rule, own }) => own.map((piece) => [piece, rule])));

/** Most places of a report begin no piece: bits of their first five characters tell so. */
const sieve = new Uint8Array(1 << 20);
const bitsAt = (text: string, at: number) => {
  let bits = 0;
  for (let i = at; i < at + 5; i++) bits = (bits * 33 + text.charCodeAt(i)) & 0xfffff;
  return bits;
};
for (const piece of owner.keys()) sieve[bitsAt(piece, 0)] = 1;

/** Rules whose tokens show through. */
function shown(text: string): string[] {
  const found = new Set<string>();
  for (let i = 0; i + PIECE <= text.length; i++) {
    if (sieve[bitsAt(text, i)] === 0) continue;
    const rule = owner.get(text.slice(i, i + PIECE)) ?? owner.get(text.slice(i, i + HEX_PIECE));
    if (rule) found.add(`${rule}: …${text.slice(Math.max(0, i - 60), i)}`);
  }
  return [...found].slice(0, 5);
}

const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-redaction-'));
const out = mkdtempSync(join(tmpdir(), 'nhi-audit-reports-'));
const env = { XDG_CACHE_HOME: join(out, 'cache'), XDG_STATE_HOME: join(out, 'state') };
const path = (format: string) => join(out, `report.${format}`);
const texts = (run: Run) => `${run.stdout}\n${run.stderr}`;
let scanned: Run;

/** One file a way in which readers and the engine meet a credential. */
function files(planted: Planted[]): Record<string, string> {
  const lines = planted.map(({ line }) => line);
  const values = planted.map(({ line }) => /"([^"\n]+)"$/.exec(line)?.[1] ?? line.split('\n')[0]!);
  const named = values.map((value, i) => [`SECRET_${i}_TOKEN`, value] as const);
  const yaml = named.map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`).join('\n');
  return {
    'clean.txt': 'nothing to see\n',
    'notes.txt': lines.join(`\n${';'.repeat(70)}\n`),
    'keys.env': named.map(([name, value]) => `${name}='${value}'`).join('\n'),
    '.mcp.json': JSON.stringify({
      mcpServers: {
        all: { command: 'npx', args: ['-y', 'x', ...values.slice(0, 40)], env: Object.fromEntries(named) },
      },
    }),
    'docker-compose.yml': `services:\n  app:\n    image: a\n    environment:\n${yaml}\n`,
    'CLAUDE.md': `# Rules\n\n${lines.join('\n\n')}\n`,
    '.github/workflows/ci.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    env:\n${yaml}\n    steps:\n      - run: make\n`,
  };
}

beforeAll(() => {
  gitIn(folder, 'init', '-q', '-b', 'main');
  const write = (content: Record<string, string>) => {
    for (const [name, text] of Object.entries(content)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    gitIn(folder, 'add', '-A', '-f');
    gitIn(folder, 'commit', '-q', '-m', 'x');
  };
  write(files(gone));
  write(files(present));
  const outputs = formats.map((format) => `--output=${format}=${path(format)}`);
  scanned = cli(folder, ['scan', '.', '--history', '--verbose', '--preview', ...outputs], { env });
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(out, { recursive: true });
});

test('the scan had a credential of nearly every type to hide, in files and in history', () => {
  expect(scanned.status, texts(scanned).slice(0, 500)).toBe(1);
  const report = JSON.parse(readFileSync(path('json'), 'utf8')) as Report;
  const types = new Set(report.inventory.credentials.map(({ rule }) => rule));
  expect(present.filter(({ rule }) => !types.has(rule)).length).toBeLessThan(present.length * 0.1);
  expect(report.inventory.credentials.filter(({ historyOnly }) => historyOnly).length).toBeGreaterThan(300);
});

test('no piece of one is on the screen or in the log', () => {
  expect(shown(texts(scanned))).toEqual([]);
});

test.each(formats)('no piece of one is in %s', (format) => {
  expect(shown(readFileSync(path(format), 'utf8'))).toEqual([]);
});

test('no piece of one is in a cache', () => {
  const kept = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const caches = kept.filter(({ parentPath }) => parentPath !== out);
  expect(caches.length).toBeGreaterThan(0);
  for (const { parentPath, name } of caches)
    expect(shown(readFileSync(join(parentPath, name), 'latin1'))).toEqual([]);
});

test('no piece of one is in a plan, an explanation, a baseline or an error', () => {
  const report = JSON.parse(readFileSync(path('json'), 'utf8')) as Report;
  const runs = [
    cli(folder, ['plan', path('json')], { env }),
    cli(folder, ['baseline', '.', '--output', join(out, 'baseline.json')], { env }),
    cli(folder, ['explain', report.findings[0]!.fingerprint, '.'], { env }),
    cli(folder, ['scan', '.', '--config', 'notes.txt'], { env }),
    cli(folder, ['scan', '.', '--baseline', 'notes.txt'], { env }),
    cli(folder, ['scan', '--from', 'docker-compose.yml'], { env }),
    cli(folder, ['report', '.mcp.json'], { env }),
  ];
  expect(shown(runs.map(texts).join('\n') + readFileSync(join(out, 'baseline.json'), 'utf8'))).toEqual([]);
}, 120_000);
