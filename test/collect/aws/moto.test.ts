import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { collectAws } from '../../../src/collect/aws/index.ts';
import { withFolder } from '../../support/folder.ts';

const missing = spawnSync('moto_server', ['--help']).status !== 0;
if (missing) console.log('skipped: moto_server is not installed (pip install "moto[server]")');

const PORT = 20_000 + (process.pid % 20_000);
const endpoint = `http://127.0.0.1:${PORT}`;

describe.skipIf(missing)('against moto', () => {
  let server: ChildProcess;
  beforeAll(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    server = spawn('moto_server', ['-p', String(PORT)], {
      stdio: 'ignore',
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    });
    for (let i = 0; i < 100; i++) {
      const up = await fetch(`${endpoint}/moto-api/data.json`).then(
        (r) => r.ok,
        () => false,
      );
      if (up) break;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await fill();
  }, 90_000);
  afterAll(() => {
    server?.kill();
  });

  it('a real SDK over real HTTP gives the report of the saved file', async () => {
    const ground = await collectAws({ endpoint, attempts: 2 });
    const files = Object.fromEntries(
      ground.files.map((file) => [file.path.split('/').at(-1)!, file.content!.toString('utf8')]),
    );
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'account-authorization-details.json',
        'credential-report.csv',
        'access-keys.json',
        'oidc-provider-1.json',
      ]),
    );
    const live = await audit({
      targets: [],
      records: ground.files.map((file) => ({ path: file.path, text: file.content!.toString('utf8') })),
      config: {},
    });
    const from = await withFolder(files, (folder) => audit({ targets: [folder], config: {} }));
    const said = (report: typeof live) =>
      report.findings.map(({ check, rule, message }) => `${check}/${rule} ${message}`);
    expect(said(live)).toEqual(said(from));
    const rules = live.findings.map((finding) => `${finding.check}/${finding.rule}`);
    expect(rules).toEqual(
      expect.arrayContaining(['NHI-CLD-013/iam-008', 'NHI-CI-002/oidc-tenant-prefix', 'NHI-CLD-014/admin']),
    );
    expect(rules.some((rule) => rule.startsWith('NHI-CLD-001/'))).toBe(true);
    // Everything but what moto cannot do was read.
    expect(live.gaps.concat(ground.gaps).map((gap) => gap.what)).toEqual(
      expect.not.arrayContaining(['AWS GetAccountAuthorizationDetails']),
    );
  }, 120_000);
});

async function fill(): Promise<void> {
  const client = new IAMClient({ endpoint, region: 'us-east-1' });
  const issuer = 'token.actions.githubusercontent.com';
  const statement = (s: object) => JSON.stringify({ Version: '2012-10-17', Statement: [s] });
  await client.send(new CreateUserCommand({ UserName: 'svc-deploy' }));
  await client.send(
    new PutUserPolicyCommand({
      UserName: 'svc-deploy',
      PolicyName: 'own',
      PolicyDocument: statement({ Effect: 'Allow', Action: 'iam:AttachUserPolicy', Resource: '*' }),
    }),
  );
  await client.send(new CreateAccessKeyCommand({ UserName: 'svc-deploy' }));
  await client.send(
    new CreateOpenIDConnectProviderCommand({
      Url: `https://${issuer}`,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['f'.repeat(40)],
    }),
  );
  await client.send(
    new CreateRoleCommand({
      RoleName: 'ci',
      AssumeRolePolicyDocument: statement({
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { [`${issuer}:sub`]: 'repo:acme*' } },
      }),
    }),
  );
  await client.send(
    new AttachRolePolicyCommand({ RoleName: 'ci', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  );
  client.destroy();
}
