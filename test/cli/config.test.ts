import { expect, test } from 'vitest';
import { cli, scanJson } from '../support/cli.ts';
import { withFolder } from '../support/folder.ts';

const exceptions = `exceptions:
  - kind: no-ephemeral-identity
    identity: 'k8s:secret/erp/*'
    owner: finance
    until: '2020-01-31'
    reason: the ERP knows passwords only
    controls: [rotation, network]
`;
const places = (folder: string, config: string) =>
  scanJson(folder, ['app', '--config', config])
    .report.findings.filter(({ check }) => check === 'NHI-WID-006')
    .map(({ rule, locations }) => `${rule} ${locations[0]?.path}:${locations[0]?.startLine}`);

test('exceptions of a configuration that --config names are judged, wherever it lies', async () => {
  await withFolder(
    { 'app/x.txt': 'x', 'app/ops/audit.yml': exceptions, 'policy/audit.yml': exceptions },
    async (folder) => {
      expect(places(folder, 'app/ops/audit.yml')).toEqual(['legacy-exception-expired ops/audit.yml:5']);
      expect(places(folder, 'policy/audit.yml')).toEqual(['legacy-exception-expired config:audit.yml:5']);
    },
  );
});

test('a limit that is no duration, and one that is not in the table, are wrong usage', async () => {
  const limits = (text: string) => `scoring: { limits: { ${text} } }\n`;
  await withFolder(
    { 'a.yml': limits('jwt-svid: { high: soon }'), 'b.yml': limits('jwt: { high: 1h }') },
    async (folder) => {
      const a = cli(folder, ['scan', '--config', 'a.yml']);
      expect([a.status, a.stderr]).toEqual([
        2,
        expect.stringContaining('scoring.limits.jwt-svid.high has to be a duration'),
      ]);
      const b = cli(folder, ['scan', '--config', 'b.yml']);
      expect([b.status, b.stderr]).toEqual([2, expect.stringContaining('scoring.limits.jwt is not a part')]);
    },
  );
});
