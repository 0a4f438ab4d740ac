import { beforeAll, describe, expect, test } from 'vitest';
import { mergeReports } from '../../src/audit/merge.ts';
import { audit } from '../../src/audit.ts';
import type { Report } from '../../src/model/index.ts';
import { withFolder } from '../support/folder.ts';
import { fillTokens } from '../support/tokens.ts';

const server = fillTokens(
  JSON.stringify({
    mcpServers: {
      github: {
        command: 'npx',
        args: ['-y', 'server-github@1.0.0'],
        env: { GITHUB_TOKEN: '{{token:github-pat-classic}}' },
      },
    },
  }),
);
const scan = (files: Record<string, string>) =>
  withFolder(files, (folder) => audit({ targets: [folder], config: {} }));
const apart = ({ scan: { startedAt: _, durationMs: __, ...scan }, ...rest }: Report) => ({ ...rest, scan });

describe('merged reports', () => {
  let a: Report;
  let b: Report;
  beforeAll(async () => {
    a = await scan({ '.mcp.json': server });
    b = await scan({ '.cursor/mcp.json': server, 'src/app.txt': 'nothing' });
  }, 60_000);

  test('of one report are that report', async () => {
    const merged = await mergeReports([{ name: 'a', report: a }], {});
    const prints = (report: Report) =>
      report.findings.map(({ fingerprint, risk }) => [fingerprint, risk.vector]);
    expect(prints(merged)).toEqual(prints(a));
    expect(merged.inventory).toEqual(a.inventory);
  });

  test('do not show their order', async () => {
    const one = await mergeReports(
      [
        { name: 'a', report: a },
        { name: 'b', report: b },
      ],
      {},
    );
    const other = await mergeReports(
      [
        { name: 'b', report: b },
        { name: 'a', report: a },
      ],
      {},
    );
    expect(apart(one)).toEqual(apart(other));
  });

  test('keep files of different grounds apart and join one key to one node', async () => {
    const merged = await mergeReports(
      [
        { name: 'a', report: a },
        { name: 'b', report: b },
      ],
      {},
    );
    const literals = merged.inventory.credentials.filter(({ reference }) => reference === 'literal');
    expect(literals).toHaveLength(1);
    const paths = new Set(literals[0]?.locations.map(({ path }) => path));
    expect([...paths].sort()).toEqual(['a/.mcp.json', 'b/.cursor/mcp.json']);
  });

  test('find what two machines could not see apart: one key, two agents', async () => {
    const merged = await mergeReports(
      [
        { name: 'a', report: a },
        { name: 'b', report: b },
      ],
      {},
    );
    const shared = ({ findings }: Report) =>
      findings.filter(({ check }) => check === 'NHI-AGT-002' || check === 'NHI-SEC-005');
    expect([...shared(a), ...shared(b)]).toEqual([]);
    expect(shared(merged).length).toBeGreaterThan(0);
  });

  test('keep what was accepted', async () => {
    const accepted = await withFolder({ '.mcp.json': server }, (folder) =>
      audit({
        targets: [folder],
        config: { ignore: [{ id: 'NHI-SEC-001', reason: 'revoked yesterday', owner: 'me' }] },
      }),
    );
    const merged = await mergeReports([{ name: 'a', report: accepted }], {});
    const literal = merged.findings.find(({ check }) => check === 'NHI-SEC-001');
    expect(literal).toMatchObject({
      status: 'suppressed',
      suppression: { reason: 'revoked yesterday', owner: 'me' },
    });
  });
});
