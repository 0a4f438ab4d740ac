#!/usr/bin/env node
// Start-up cost as a ratio to `node -e 0`, minimum of many starts taken in turn, so that a busy machine weighs on all alike.
// Usage: node test/bench/start.mjs [rounds]   Exit 1 when a budget is missed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const rounds = Number(process.argv[2] ?? 15);
const bin = resolve('bin/nhi-audit.js');
const empty = mkdtempSync(join(tmpdir(), 'nhi-audit-start-'));
const staged = mkdtempSync(join(tmpdir(), 'nhi-audit-staged-'));
spawnSync('git', ['init', '-q', staged]);
for (let i = 0; i < 10; i++) writeFileSync(join(staged, `f${i}.py`), `x = ${i}\n`.repeat(50));
spawnSync('git', ['-C', staged, 'add', '-A']);

const CASES = [
  { name: 'node -e 0', args: ['-e', '0'], cwd: empty },
  { name: '--help', args: [bin, '--help'], cwd: empty, budget: 1.45 },
  { name: '--version', args: [bin, '--version'], cwd: empty, budget: 1.45 },
  { name: 'scan of an empty folder', args: [bin, 'scan', empty], cwd: empty, budget: 1.8 },
  { name: 'scan --staged, 10 files', args: [bin, 'scan', staged], cwd: staged, budget: 2.5 },
];

const least = new Map();
for (let round = 0; round < rounds; round++) {
  for (const { name, args, cwd } of CASES) {
    const started = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    if (status !== 0) throw new Error(`${name} exits ${status}: ${stderr}`);
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, ms));
  }
}
rmSync(empty, { recursive: true });
rmSync(staged, { recursive: true });

const base = least.get('node -e 0');
for (const { name, budget } of CASES) {
  const ratio = least.get(name) / base;
  const missed = budget !== undefined && ratio > budget;
  console.log(
    `${name.padEnd(26)} ${least.get(name).toFixed(0).padStart(5)} ms  ${ratio.toFixed(2)} x${budget ? `  budget ${budget}${missed ? '  MISSED' : ''}` : ''}`,
  );
  if (missed) process.exitCode = 1;
}
