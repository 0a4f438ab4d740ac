import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, scanJson } from '../support/cli.ts';
import { withFolder } from '../support/folder.ts';
import { fillTokens } from '../support/tokens.ts';

/** A secret beside the bad thing, to show that the rest of the scan completes. */
const PLANTED = { 'ok/app.py': fillTokens('token = "{{token:github-pat-classic}}"\n') };
const found = (report: { findings: { locations: { path: string }[] }[] }) =>
  report.findings.some((finding) => finding.locations[0]?.path === 'ok/app.py');

describe('bad input is named and the rest completes', () => {
  test('a path that is not there', async () => {
    await withFolder({}, async (folder) => {
      const run = cli(folder, ['scan', 'nowhere']);
      expect(run.status).toBe(3);
      expect(run.stderr).toContain('nowhere: no such file or folder');
    });
  });

  test('no read permission', async () => {
    await withFolder({ ...PLANTED, 'locked.py': 'x = 1\n' }, async (folder) => {
      chmodSync(join(folder, 'locked.py'), 0);
      const { report } = scanJson(folder);
      expect(found(report)).toBe(true);
      // The superuser may read it all the same; then there is nothing to report.
      if (process.getuid?.() !== 0)
        expect(report.gaps).toContainEqual(expect.objectContaining({ where: 'locked.py' }));
    });
  });

  test('a sparse file of 2 GB, and one line of 200 MB', async () => {
    await withFolder(PLANTED, async (folder) => {
      const handle = openSync(join(folder, 'huge.json'), 'w');
      ftruncateSync(handle, 2 ** 31);
      closeSync(handle);
      const line = Buffer.alloc(200 << 20, 'a');
      line.write(fillTokens(' {{token:github-pat-classic:7}} '), 150 << 20, 'latin1');
      writeFileSync(join(folder, 'line.txt'), line);
      const { report } = scanJson(folder);
      expect(found(report)).toBe(true);
      expect(report.findings.some((finding) => finding.locations[0]?.path === 'line.txt')).toBe(true);
    });
  }, 120_000);

  test('binary, invalid UTF-8 and UTF-16', async () => {
    const token = fillTokens('{{token:github-pat-classic:3}}');
    const files = {
      ...PLANTED,
      '.mcp.json': Buffer.from([0x7b, 0x00, 0x01, 0x02]),
      '.cursor/mcp.json': Buffer.concat([
        Buffer.from('{"mcpServers": {"a": {"command": "'),
        Buffer.from([0xff, 0xfe, 0xc3]),
        Buffer.from('"}}}'),
      ]),
      'wide.txt': Buffer.from(`\ufefftoken ${token} end`, 'utf16le'),
    };
    await withFolder(files, async (folder) => {
      const { report } = scanJson(folder);
      expect(found(report)).toBe(true);
      expect(report.gaps).toContainEqual(
        expect.objectContaining({ where: '.mcp.json', why: expect.stringContaining('binary') }),
      );
      expect(report.gaps).toContainEqual(
        expect.objectContaining({
          where: '.cursor/mcp.json',
          why: expect.stringContaining('not valid text'),
        }),
      );
      expect(report.findings.some((finding) => finding.locations[0]?.path === 'wide.txt')).toBe(true);
    });
  });

  test('JSON with comments, trailing commas and duplicate keys is read; JSON cut off is read as far as it goes and said to be broken', async () => {
    const server = (n: number) =>
      fillTokens(`{"command": "npx", "env": {"GITHUB_TOKEN": "{{token:github-pat-classic:${n}}}"}}`);
    const files = {
      ...PLANTED,
      'a/.mcp.json': `{ // servers\n "mcpServers": { "x": ${server(4)}, "x": ${server(5)}, }, }`,
      'b/.mcp.json': `{"mcpServers": {"y": ${server(6)}, "z": {"comm`,
    };
    await withFolder(files, async (folder) => {
      const { report } = scanJson(folder);
      expect(found(report)).toBe(true);
      const paths = report.findings
        .filter((finding) => finding.check === 'NHI-SEC-001')
        .map((finding) => finding.locations[0]!.path);
      expect(paths).toContain('a/.mcp.json');
      expect(paths).toContain('b/.mcp.json');
      expect(report.gaps).toContainEqual(
        expect.objectContaining({ where: expect.stringContaining('b/.mcp.json') }),
      );
    });
  });

  test('a YAML bomb and thousands of documents', async () => {
    const names = 'bcdefgh'.split('');
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...names.map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ].join('\n');
    const files = {
      ...PLANTED,
      '.github/workflows/bomb.yml': `on: push\njobs: {}\n${bomb}\n`,
      '.github/workflows/many.yml': 'a: 1\n---\n'.repeat(6_000),
    };
    await withFolder(files, async (folder) => {
      const { report } = scanJson(folder);
      expect(found(report)).toBe(true);
      expect(report.gaps).toContainEqual(
        expect.objectContaining({ where: expect.stringContaining('bomb.yml') }),
      );
      expect(report.gaps).toContainEqual(
        expect.objectContaining({ where: expect.stringContaining('many.yml') }),
      );
    });
  });

  test('link loops, links out of the root, and names with newlines', async () => {
    await withFolder(
      { ...PLANTED, 'new\nline.py': fillTokens('t = "{{token:github-pat-classic:8}}"') },
      async (folder) => {
        symlinkSync('loop', join(folder, 'loop'));
        symlinkSync('/etc/hostname', join(folder, 'out'));
        mkdirSync(join(folder, 'inner'));
        symlinkSync('..', join(folder, 'inner/up'));
        const { report } = scanJson(folder);
        expect(found(report)).toBe(true);
        expect(report.findings.some((finding) => finding.locations[0]?.path === 'new\nline.py')).toBe(true);
        expect(report.gaps).toContainEqual(
          expect.objectContaining({ where: 'loop', why: expect.stringContaining('itself') }),
        );
        expect(report.gaps).toContainEqual(
          expect.objectContaining({
            where: 'out',
            why: expect.stringContaining('out of the scanned folder'),
          }),
        );
      },
    );
  });

  test('a configuration with an unknown key names it and the nearest right one', async () => {
    await withFolder({ ...PLANTED, 'nhi-audit.yml': 'fail-onn: high\n' }, async (folder) => {
      const run = cli(folder, ['scan', '.']);
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(/nhi-audit\.yml:\d+:\d+: unknown key `fail-onn`/);
      expect(run.stderr).toContain('Did you mean `fail-on`?');
    });
  });

  test('a configuration that is no YAML', async () => {
    await withFolder({ ...PLANTED, 'nhi-audit.yml': 'a: [1\n' }, async (folder) => {
      const run = cli(folder, ['scan', '.']);
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(/nhi-audit\.yml:\d+:\d+/);
    });
  });

  test('a rule file with a catastrophic pattern is refused when it is loaded', async () => {
    const rules = "provider: x\nrules:\n  - id: slow\n    literals: [slow_]\n    pattern: 'slow_(?:a+)+b'\n";
    await withFolder(
      { ...PLANTED, 'nhi-audit.yml': 'rules: [own.yml]\n', 'own.yml': rules },
      async (folder) => {
        const run = cli(folder, ['scan', '.']);
        expect(run.status).toBe(2);
        expect(run.stderr).toMatch(/own\.yml: rule slow: /);
      },
    );
  });

  test('wrong options and formats', async () => {
    await withFolder({}, async (folder) => {
      expect(cli(folder, ['scan', '--fial-on', 'high']).status).toBe(2);
      expect(cli(folder, ['scan', '--fail-on', 'hihg']).status).toBe(2);
      expect(cli(folder, ['scan', '--format', 'jsn']).status).toBe(2);
      expect(cli(folder, ['explain', 'NHI-NOPE-1']).status).toBe(2);
    });
  });
});
