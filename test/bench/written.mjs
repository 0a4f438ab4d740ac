#!/usr/bin/env node
// Recall and noise beside the scanners on the PATH: credentials and look-alikes made by a seed, one small file each.
// Usage: node test/bench/written.mjs [SEED] [EACH] [--missed]    (`npm run build` first; each: files per way of writing)
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const [seed = '1', each = '5'] = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const showMissed = process.argv.includes('--missed');
const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-written-'));
const root = join(folder, 'files');
const out = join(folder, 'out.json');
const bundle = join(folder, 'cases.mjs');
await build({
  entryPoints: ['test/support/written/cases.ts'],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'error',
});
const { casesOf } = await import(bundle);
const cases = casesOf(Number(seed), Number(each));
cases.forEach((one, i) => {
  const path = join(root, String(i), one.file);
  mkdirSync(join(root, String(i)), { recursive: true });
  writeFileSync(path, one.text);
});

const json = (text) => JSON.parse(text);
/** Numbers of the files in which a scanner finds something. */
const numbers = (paths) =>
  new Set(paths.map((path) => Number(relative(root, resolve(root, path)).split('/')[0])));
const SCANNERS = {
  'nhi-audit': {
    command: [process.execPath, 'bin/nhi-audit.js', 'scan', root, `--output=json=${out}`, '--fail-on=none'],
    paths: () =>
      json(readFileSync(out, 'utf8'))
        .findings.filter(({ check }) => check.startsWith('NHI-SEC'))
        .flatMap(({ locations }) => locations.map(({ path }) => path)),
  },
  gitleaks: {
    command: ['gitleaks', 'dir', root, '--no-banner', '--exit-code=0', '-f=json', `-r=${out}`],
    paths: () => json(readFileSync(out, 'utf8')).map(({ File }) => File),
  },
  kingfisher: {
    command: [
      'kingfisher',
      'scan',
      root,
      '--no-validate',
      '--no-update-check',
      '--format=jsonl',
      '--quiet',
      '--git-history=none',
    ],
    paths: (stdout) =>
      stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .flatMap((line) => json(line).finding?.path ?? []),
  },
};

const share = (part, whole) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
console.log(
  '| scanner | files with a credential | found | recall | harmless files | false | precision |\n| --- | --- | --- | --- | --- | --- | --- |',
);
const leaks = cases.flatMap((one, i) => (one.leak ? [i] : []));
const harmless = cases.flatMap((one, i) => (one.leak ? [] : [i]));
for (const [name, { command, paths }] of Object.entries(SCANNERS)) {
  const [program, ...args] = command;
  if (spawnSync('which', [program]).status !== 0) continue;
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const found = numbers(paths(stdout));
  const right = leaks.filter((i) => found.has(i)).length;
  const wrong = harmless.filter((i) => found.has(i)).length;
  console.log(
    `| ${name} | ${leaks.length} | ${right} | ${share(right, leaks.length)} | ${harmless.length} | ${wrong} | ${share(right, right + wrong)} |`,
  );
  if (showMissed)
    writeFileSync(
      join(tmpdir(), `written-${name}.txt`),
      cases
        .flatMap((one, i) =>
          one.leak === found.has(i)
            ? []
            : [
                `${one.leak ? 'MISSED' : 'FALSE '} ${one.way} | ${one.name} | ${one.kind} | ${JSON.stringify(one.text).slice(0, 200)}`,
              ],
        )
        .join('\n'),
    );
}
rmSync(folder, { recursive: true });
