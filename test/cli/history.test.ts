import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, scanJson } from '../support/cli.ts';
import { gitIn, withFolder } from '../support/folder.ts';
import { fillTokens } from '../support/tokens.ts';

const line = (seed: number) => fillTokens(`token = "{{token:github-pat-classic:${seed}}}"\n`);
const found = (run: { report: { findings: { check: string; locations: { path: string }[] }[] } }) =>
  run.report.findings
    .filter(({ check }) => check.startsWith('NHI-SEC-01'))
    .map(({ check, locations }) => `${check} ${locations[0]!.path}`);

test('a credential removed from the files is found in history, with its commit; one that still stands is a matter of the file', async () => {
  await withFolder(
    { 'gone.py': line(1), 'stays.py': line(2) },
    async (folder) => {
      gitIn(folder, 'rm', '-q', 'gone.py');
      gitIn(folder, 'commit', '-q', '-m', 'remove it');
      expect(found(scanJson(folder))).toEqual(['NHI-SEC-011 stays.py']);
      const run = scanJson(folder, ['.', '--history']);
      expect(found(run).sort()).toEqual(['NHI-SEC-011 stays.py', 'NHI-SEC-012 gone.py']);
      const history = run.report.findings.find(({ check }) => check === 'NHI-SEC-012')!;
      expect(history.locations[0]).toMatchObject({
        startLine: 1,
        source: 'history',
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      });
    },
    { git: true },
  );
});

test('--staged looks at what is staged, not at what stands in the work tree', async () => {
  await withFolder(
    { 'old.py': line(3), 'new.py': 'x = 1\n' },
    async (folder) => {
      writeFileSync(join(folder, 'new.py'), line(4));
      gitIn(folder, 'add', 'new.py');
      writeFileSync(join(folder, 'new.py'), 'x = 2\n');
      expect(found(scanJson(folder, ['.', '--staged']))).toEqual(['NHI-SEC-011 new.py']);
    },
    { git: true },
  );
});

test('--since looks at what differs, new files included; an unknown commit is a usage error', async () => {
  await withFolder(
    { 'old.py': line(5) },
    async (folder) => {
      writeFileSync(join(folder, 'new.py'), line(6));
      expect(found(scanJson(folder, ['.', '--since', 'HEAD']))).toEqual(['NHI-SEC-011 new.py']);
      const run = cli(folder, ['scan', '--since', 'nowhere']);
      expect(run.status).toBe(2);
      expect(run.stderr).toContain('nowhere');
    },
    { git: true },
  );
});

test('a repository without a work tree is read by its history, and neither it nor a plain folder passes for one that is clean', async () => {
  const token = fillTokens('{{token:github-pat-classic}}');
  await withFolder(
    { 'a.py': `t = "${token}"\n` },
    async (folder) => {
      const bare = join(folder, 'bare.git');
      gitIn(folder, 'clone', '-q', '--bare', '.', 'bare.git');
      expect(scanJson(bare, ['.', '--history']).report.findings.map(({ check }) => check)).toContain(
        'NHI-SEC-012',
      );
      const gaps = (args: string[], where: string) => scanJson(where, args).report.gaps.map(({ why }) => why);
      expect(gaps(['.'], bare)).toEqual([expect.stringContaining('--history')]);
      expect(gaps(['.', '--history'], join(bare, 'hooks'))).toEqual([expect.stringContaining('no git')]);
    },
    { git: true },
  );
});
