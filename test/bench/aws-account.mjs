#!/usr/bin/env node
// Time and memory of judging generated AWS accounts offline, and how both grow: one in which policies are shared as modules share them, and
// one in which no two principals have the same. One compact export each, so 150,000 principals are a file of 200 MB.
// Usage: node test/bench/aws-account.mjs [principals …]   default 1000 10000 50000.
// Exit 1 when the shared one of 10,000 principals misses the budget.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { distinctAccount, sharedAccount } from './aws-estates.mjs';

const BUDGET = { principals: 10_000, seconds: 2, megabytes: 400 };
const KINDS = { shared: sharedAccount, distinct: distinctAccount };

function write(target, account) {
  mkdirSync(target);
  const text = JSON.stringify(account);
  writeFileSync(join(target, 'account.json'), text);
  return text.length;
}

const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-aws-'));
const code = join(folder, 'audit.mjs');
buildSync({
  entryPoints: ['src/audit.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: code,
  logLevel: 'error',
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
const run = `
const { audit } = await import(${JSON.stringify(pathToFileURL(code).href)});
await audit({ targets: [process.argv[2]], config: {} });
const started = performance.now();
const cpu = process.cpuUsage();
const report = await audit({ targets: [process.argv[1]], config: {} });
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpu: (used.user + used.system) / 1e6, seconds: (performance.now() - started) / 1000, megabytes: process.resourceUsage().maxRSS / 1024, findings: report.findings.length, identities: report.inventory.identities.length, edges: report.inventory.edges.length }));`;

const sizes = process.argv.slice(2).map(Number).filter(Boolean);
let missed = false;
const small = join(folder, 'small');
write(small, distinctAccount(20));
for (const size of sizes.length > 0 ? sizes : [1000, 10_000, 50_000])
  for (const [kind, account] of Object.entries(KINDS)) measure(size, kind, account);
rmSync(folder, { recursive: true });
process.exitCode = missed ? 1 : 0;

function measure(size, kind, account) {
  const target = join(folder, `${kind}-${size}`);
  const bytes = write(target, account(size));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', run, target, small],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  rmSync(target, { recursive: true });
  if (status !== 0) {
    console.error(stderr);
    missed = true;
    return;
  }
  const { seconds, cpu, megabytes, findings, edges } = JSON.parse(stdout.trim().split('\n').at(-1));
  const over = size === BUDGET.principals && (seconds > BUDGET.seconds || megabytes > BUDGET.megabytes);
  missed ||= over && kind === 'shared';
  const figures = [
    `${String(size).padStart(6)} principals, policies ${kind.padEnd(8)}`,
    `${(bytes / 1e6).toFixed(1).padStart(6)} MB`,
    `${seconds.toFixed(2).padStart(6)} s`,
    `${cpu.toFixed(2).padStart(6)} s CPU`,
    `${megabytes.toFixed(0).padStart(5)} MB RSS`,
    `${findings} findings  ${edges} edges${over ? '  over budget' : ''}`,
  ];
  console.log(figures.join('  '));
}
