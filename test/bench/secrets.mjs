#!/usr/bin/env node
// Secret scanning beside every other scanner on the PATH, on the same content in the same run; ripgrep is the floor.
// Usage: node test/bench/secrets.mjs tree FOLDER… | history REPOSITORY…   (rounds: env ROUNDS, default 2; the least counts)
// CPU and memory are those of the process and its children, as /usr/bin/time tells them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const [mode, ...targets] = process.argv.slice(2);
const rounds = Number(process.env.ROUNDS ?? 2);
const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-bench-'));
const out = join(folder, 'findings');

await build({
  entryPoints: { ours: 'test/bench/ours.ts', worker: 'src/worker.ts' },
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  logLevel: 'error',
});
// The engine looks for its thread under the name it has in the package.
writeFileSync(join(folder, 'worker.js'), readFileSync(join(folder, 'worker.mjs')));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');

/** Prefixes that tokens start with: what a search tool would be given by hand. */
const FLOOR = [
  'gh[pousr]_\\w{36}',
  'AKIA[A-Z2-7]{16}',
  'sk-ant-\\w{20}',
  'xox[bp]-\\w{10}',
  'glpat-\\w{20}',
  'npm_\\w{36}',
  'AIza\\w{35}',
].join('|');
const json = () => JSON.parse(readFileSync(out, 'utf8'));
const jsonLines = (text) => text.split('\n').filter((line) => line.startsWith('{')).length;
const ours = (...args) => ({
  command: [process.execPath, join(folder, 'ours.mjs'), ...args],
  count: (text) => JSON.parse(text).findings,
});
const gitleaks = (kind, target) => ({
  command: ['gitleaks', kind, target, '--no-banner', '--exit-code=0', '-f=json', `-r=${out}`],
  count: () => json().length,
});
const kingfisher = (target, ...more) => ({
  command: [
    'kingfisher',
    'scan',
    target,
    '--no-validate',
    '--no-update-check',
    '--format=jsonl',
    '--quiet',
    ...more,
  ],
  count: jsonLines,
});

const CASES = {
  tree: (target) => ({
    'ripgrep, 7 prefixes (floor)': { command: ['rg', '-uuu', '-c', '-e', FLOOR, target], count: () => '' },
    'nhi-audit, one thread': ours('tree', target, '0'),
    'nhi-audit': ours('tree', target),
    gitleaks: gitleaks('dir', target),
    betterleaks: gitleaks('dir', target),
    kingfisher: kingfisher(target, '--git-history=none'),
    trufflehog: {
      command: ['trufflehog', 'filesystem', target, '--no-verification', '--no-update', '--json'],
      count: jsonLines,
    },
  }),
  history: (target) => ({
    'nhi-audit': ours('history', target),
    'nhi-audit via git cat-file': ours('history-via-git', target),
    gitleaks: gitleaks('git', target),
    betterleaks: gitleaks('git', target),
    kingfisher: kingfisher(target, '--git-history=full'),
    trufflehog: {
      command: ['trufflehog', 'git', `file://${target}`, '--no-verification', '--no-update', '--json'],
      count: jsonLines,
    },
  }),
};

/** One timed run, or undefined when the program is not there. */
function run(name, { command, count }) {
  const [program, ...args] = command;
  const binary = name === 'betterleaks' ? 'betterleaks' : program;
  if (spawnSync('which', [binary]).status !== 0) return undefined;
  const timing = join(folder, 'time');
  const limit = process.env.TIMEOUT ?? '600';
  const timed = ['-f', '%e %U %S %M', '-o', timing, 'timeout', limit, binary, ...args];
  const { stdout } = spawnSync('/usr/bin/time', timed, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const [wall, user, system, memory] = readFileSync(timing, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  if (wall >= Number(limit))
    return { wall, cpu: user + system, memory: Math.round(memory / 1024), findings: 'stopped' };
  let findings = '?';
  try {
    findings = count(stdout);
  } catch {}
  return { wall, cpu: user + system, memory: Math.round(memory / 1024), findings };
}

for (const target of targets) {
  console.log(
    `\n${mode} ${target}\n\n| scanner | wall s | CPU s | peak MB | findings |\n| --- | --- | --- | --- | --- |`,
  );
  for (const [name, what] of Object.entries(CASES[mode](target))) {
    const runs = Array.from({ length: rounds }, () => run(name, what)).filter(Boolean);
    if (runs.length === 0) console.log(`| ${name} | not installed | | | |`);
    else {
      const least = (key) => Math.min(...runs.map((one) => one[key]));
      const memory = Math.max(...runs.map((one) => one.memory));
      console.log(
        `| ${name} | ${least('wall').toFixed(1)} | ${least('cpu').toFixed(1)} | ${memory} | ${runs[0].findings} |`,
      );
    }
  }
}
rmSync(folder, { recursive: true });
