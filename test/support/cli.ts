import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Report } from '../../src/model/index.ts';

const BIN = resolve('bin/nhi-audit.js');

export interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command line as a user would, without the machine's own settings. */
export function cli(
  cwd: string,
  args: string[],
  options: { env?: Record<string, string>; input?: string | Buffer } = {},
): Run {
  if (!existsSync('dist/cli.js'))
    throw new Error('dist is missing: run `npm run build` first, or `npm test`, which does');
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, NO_COLOR: '1', ...options.env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    env,
    input: options.input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

/** Runs a scan and parses its JSON. */
export function scanJson(
  cwd: string,
  args: string[] = ['.'],
  options: Parameters<typeof cli>[2] = {},
): Run & { report: Report } {
  const run = cli(cwd, ['scan', ...args, '--format', 'json'], options);
  if (run.stdout === '') throw new Error(`no report: ${run.stderr}`);
  return { ...run, report: JSON.parse(run.stdout) as Report };
}
