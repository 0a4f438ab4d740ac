import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import type { CredentialNode } from '../../../src/model/index.ts';
import { withFolder } from '../../support/folder.ts';
import { fillTokens } from '../../support/tokens.ts';

const PASSWORD = ['k3yW19', 'qzTr0ub'].join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Literal credentials of a file, as `name:line`. */
async function literalsIn(path: string, text: string): Promise<string[]> {
  const report = await withFolder({ [path]: fillTokens(text) }, (folder) =>
    audit({ targets: [folder], config: { preview: true } }),
  );
  expect(JSON.stringify(report)).not.toContain(PASSWORD);
  return report.inventory.credentials
    .filter((node: CredentialNode) => node.reference === 'literal')
    .map((node: CredentialNode) => `${node.names?.join() ?? node.rule}:${node.locations[0]?.startLine}`)
    .sort();
}

describe('credential files', () => {
  it.each<[string, string, string[]]>([
    ['.env', `# A=b\nPORT=1\nexport DB_PASSWORD='${PASSWORD}'\nEMPTY=\nREF=$OTHER\n`, ['DB_PASSWORD:3']],
    ['.npmrc', `//npm.acme.dev/:_password=${PASSWORD}\nalways-auth=true\n`, ['_password:1']],
    ['.pypirc', `[acme]\nusername = ci\npassword = ${PASSWORD}\n`, ['password:3']],
    ['.netrc', `machine git.acme.dev login ci password ${PASSWORD}\n`, ['password:1']],
    ['settings.xml', `<server>\n<password>${PASSWORD}</password>\n</server>\n`, ['password:2']],
    ['nuget.config', `<add key="ClearTextPassword" value="${PASSWORD}" />\n`, ['ClearTextPassword:1']],
    [
      '.docker/config.json',
      `{"auths":{"r.acme.dev":{"auth":"${base64(`ci:${PASSWORD}`)}"}}}`,
      ['r.acme.dev auth:1'],
    ],
    [
      'kubeconfig',
      `apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: []\nusers:\n- name: ci\n  user:\n    password: ${PASSWORD}\n`,
      ['ci password:8'],
    ],
    ['Dockerfile', `FROM a\nENV PORT=1\nENV DB_PASSWORD=${PASSWORD}\n`, ['DB_PASSWORD:3']],
    [
      'compose.yml',
      `services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=${PASSWORD}\n      - A=\${A}\n`,
      ['POSTGRES_PASSWORD:4'],
    ],
    ['prod.tfvars', `region = "eu"\ndb_password = "${PASSWORD}"\n`, ['db_password:2']],
    [
      'terraform.tfstate',
      `{"resources":[{"instances":[{"attributes":{"id":"x","password":"${PASSWORD}"}}]}]}`,
      ['password:1'],
    ],
  ])('%s', async (path, text, expected) => {
    expect(await literalsIn(path, text)).toEqual(expected);
  });

  it('a Google key file proves the identity of its account', async () => {
    const key = fillTokens('{{token:private-key}}');
    const text = JSON.stringify({
      type: 'service_account',
      project_id: 'acme',
      private_key: `${key}\n`,
      client_email: 'ci@acme.iam.gserviceaccount.com',
    });
    const report = await withFolder({ 'sa.json': text }, (folder) =>
      audit({ targets: [folder], config: {} }),
    );
    const proves = report.inventory.edges.filter((edge) => edge.kind === 'proves').map((edge) => edge.to);
    expect(proves).toEqual(['gcp:sa:ci@acme.iam.gserviceaccount.com']);
    expect(report.findings.map((finding) => finding.check)).toContain('NHI-SEC-013');
  });
});
