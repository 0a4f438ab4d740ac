import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, scanJson } from '../support/cli.ts';
import { withFolder } from '../support/folder.ts';
import { fillTokens } from '../support/tokens.ts';

const BIN = resolve('bin/nhi-audit.js');
const zizmor = spawnSync('zizmor', ['--version']).status === 0;

/** Runs a step as a runner does; `npx` gives this build instead of the published package. */
function step(folder: string, script: string, env: Record<string, string> = {}) {
  const tools = join(folder, '.tools');
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'npx'), `#!/bin/sh\nshift 2\nexec ${process.execPath} ${BIN} "$@"\n`);
  chmodSync(join(tools, 'npx'), 0o755);
  const PATH = `${tools}:${process.env['PATH']}`;
  return spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH, HOME: folder, ...env },
    encoding: 'utf8',
  });
}

const project = {
  '.mcp.json': fillTokens(
    '{"mcpServers": {"gh": {"command": "npx", "args": ["-y", "mcp-gh"], "env": {"GITHUB_TOKEN": "{{token:github-pat-classic}}"}}}}',
  ),
};

test('what init writes is understood, passes our own audit and zizmor, and its steps run', async () => {
  await withFolder(project, async (folder) => {
    expect(cli(folder, ['init', '--pre-commit']).status).toBe(0);
    const written = ['nhi-audit.yml', '.github', '.pre-commit-config.yaml'];
    const { report } = scanJson(folder, [...written, '--preview']);
    expect(report.findings.map(({ check, message }) => `${check} ${message}`)).toEqual([]);
    if (zizmor) {
      const run = spawnSync('zizmor', ['--offline', '--persona', 'auditor', '--quiet', '.github'], {
        cwd: folder,
        env: { PATH: process.env['PATH'] },
        encoding: 'utf8',
      });
      expect([run.status, run.stderr]).toEqual([0, '']);
    } else console.warn('zizmor is not on the PATH: the workflow was not held against it');

    const workflow = parse(readFileSync(join(folder, '.github/workflows/nhi-audit.yml'), 'utf8'));
    const [script] = workflow.jobs.audit.steps.flatMap((one: { run?: string }) => one.run ?? []);
    const summary = join(folder, 'summary.md');
    expect(step(folder, script, { GITHUB_STEP_SUMMARY: summary }).status).toBe(0);
    expect(readFileSync(summary, 'utf8')).toContain('NHI-SEC-001');
    expect(JSON.parse(readFileSync(join(folder, 'nhi-audit.sarif'), 'utf8')).runs[0].results).not.toEqual([]);
  });
});

test('the GitLab template runs, fails on findings and leaves the reports it names', async () => {
  await withFolder(project, async (folder) => {
    const job = parse(readFileSync('templates/gitlab-ci.yml', 'utf8'))['nhi-audit'];
    const run = step(folder, job.script.join('\n'), job.variables);
    expect(run.status).toBe(1);
    const named = [...job.artifacts.paths, ...(Object.values(job.artifacts.reports) as string[])];
    expect(named).toHaveLength(4);
    for (const path of named) expect(readFileSync(join(folder, path), 'utf8').length).toBeGreaterThan(100);
  });
});
