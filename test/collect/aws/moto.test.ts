import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { exportText } from '../../../src/cli/exports.ts';
import { collectAws } from '../../../src/collect/aws/index.ts';
import type { Report } from '../../../src/model/index.ts';
import { withFolder } from '../../support/folder.ts';
import { crossTrust, fill } from './moto-account.ts';

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
      // boto3 takes an empty profile for one that is named.
      env: { ...process.env, AWS_PROFILE: undefined, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    });
    for (let i = 0; i < 100; i++) {
      const up = await fetch(`${endpoint}/moto-api/data.json`).then(
        (r) => r.ok,
        () => false,
      );
      if (up) break;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await fill(endpoint);
  }, 90_000);
  afterAll(() => {
    server?.kill();
  });

  const collect = () => collectAws({ endpoint, regions: ['eu-west-1'], attempts: 2 });

  it('a real SDK over real HTTP gives the report of the saved files', async () => {
    const ground = await collect();
    const files = Object.fromEntries(
      ground.files.map((file) => [file.path.replace(/^aws:\//, ''), file.content!.toString('utf8')]),
    );
    expect(Object.keys(files).sort()).toEqual([
      '123456789012/eu-west-1/bedrock-agentcore.json',
      '123456789012/eu-west-1/codebuild.json',
      '123456789012/eu-west-1/ecs.json',
      '123456789012/eu-west-1/lambda.json',
      '123456789012/iam/access-keys.json',
      '123456789012/iam/account-authorization-details.json',
      '123456789012/iam/credential-report.csv',
      '123456789012/iam/oidc-provider-1.json',
      '123456789012/iam/organization.json',
    ]);
    const live = await audit({
      targets: [],
      records: ground.files.map((file) => ({ path: file.path, text: file.content!.toString('utf8') })),
      config: {},
    });
    const from = await withFolder(files, (folder) => audit({ targets: [folder], config: {} }));
    const said = (report: typeof live) =>
      report.findings.map(({ check, rule, message }) =>
        // The secret engine names the token of a saved file by its kind, the reader of a record by its variable.
        check === 'NHI-SEC-011' ? `${check}/${rule}` : `${check}/${rule} ${message}`,
      );
    expect(said(live)).toEqual(said(from));
    const rules = live.findings.map((finding) => `${finding.check}/${finding.rule}`);
    expect(rules).toEqual(
      expect.arrayContaining([
        'NHI-CLD-013/iam-008',
        'NHI-CI-002/oidc-tenant-prefix',
        'NHI-CLD-014/admin',
        // Both agents have one role, which is an administrator.
        'NHI-CLD-002/admin',
        'NHI-CLD-005/agents-share-identity',
        // The function and the task have another.
        'NHI-CLD-005/workloads-share-identity',
        'NHI-CLD-008/gateway-authorizer-none',
      ]),
    );
    expect(rules.some((rule) => rule.startsWith('NHI-CLD-001/'))).toBe(true);
    // A key in the environment of the function, which the file report's secret engine finds as well.
    expect(rules).toContain('NHI-SEC-011/github-pat-classic');
    const agents = live.inventory.agents.map((agent) => agent.name);
    expect(agents).toEqual(expect.arrayContaining(['billing', 'triage']));
  }, 120_000);

  it('an account of an organization is capped by what stands above it', async () => {
    const ground = await collect();
    const file = ground.files.find((one) => one.path.endsWith('/organization.json'));
    const { Accounts, Policies } = JSON.parse(file!.content!.toString('utf8'));
    // moto's own account is the management account, which nothing caps.
    expect(Accounts['123456789012'].Parents).toEqual([]);
    const [member] = Object.values<{ Parents: string[] }>(Accounts).filter((one) => one.Parents.length > 0);
    expect(member!.Parents).toEqual([expect.stringMatching(/^ou-/), expect.stringMatching(/^r-/)]);
    const scp = Policies.find(
      (one: { PolicySummary: { Name: string } }) => one.PolicySummary.Name === 'no-keys',
    );
    expect(JSON.parse(scp.Content).Statement.Action).toBe('iam:CreateAccessKey');
    expect(scp.Targets).toEqual([{ TargetId: member!.Parents[0] }]);
  }, 60_000);

  it('names what moto cannot answer, and nothing else', async () => {
    const { gaps } = await collect();
    expect(gaps.map((gap) => gap.what).sort()).toEqual([
      'AWS ListPodIdentityAssociations',
      'AWS ListServiceSpecificCredentials',
      'AWS ListTrustAnchors',
    ]);
  }, 60_000);

  const aws = spawnSync('aws', ['--version']).status === 0 && spawnSync('jq', ['--version']).status === 0;
  if (!missing && !aws) console.log('skipped: the aws CLI or jq is not installed');
  it.skipIf(!aws)(
    'what the printed commands save gives the report of the live run',
    async () => {
      const commands = exportText('aws-offline')!
        .split('\n')
        .filter((line) => /^ {2}\w/.test(line))
        .join('\n')
        .replace('sleep 10', 'sleep 1');
      const rules = (report: Report) =>
        report.findings.map(({ check, rule, entities }) => `${check}/${rule} ${entities[0]}`).sort();
      await withFolder({}, async (folder) => {
        const { stderr } = spawnSync('bash', ['-c', commands], {
          cwd: folder,
          encoding: 'utf8',
          env: {
            ...process.env,
            AWS_PROFILE: undefined,
            AWS_ENDPOINT_URL: endpoint,
            AWS_DEFAULT_REGION: 'eu-west-1',
            AWS_MAX_ATTEMPTS: '1',
          },
        });
        // What the CLI and the live run may not see is the same.
        expect(stderr.match(/calling the \w+/g)).toEqual([
          'calling the ListPodIdentityAssociations',
          'calling the ListProfiles',
        ]);
        const saved = await audit({ targets: [folder], config: {} });
        const ground = await collect();
        const records = ground.files.map((file) => ({
          path: file.path,
          text: file.content!.toString('utf8'),
        }));
        const live = await audit({ targets: [], records, config: {} });
        expect(rules(saved)).toEqual(rules(live));
        expect(saved.inventory.agents.map((agent) => agent.id).sort()).toEqual(
          live.inventory.agents.map((agent) => agent.id).sort(),
        );
      });
    },
    180_000,
  );

  it('profiles that assume a role read several accounts into one report', async () => {
    const config = ['111111111111', '222222222222'].map(
      (account) =>
        `[profile a${account}]\nrole_arn = arn:aws:iam::${account}:role/audit\nsource_profile = base\nregion = eu-west-1\n`,
    );
    const files = {
      config: config.join('\n'),
      credentials: '[base]\naws_access_key_id = base\naws_secret_access_key = base\n',
    };
    await withFolder(files, async (folder) => {
      const set = {
        AWS_CONFIG_FILE: `${folder}/config`,
        AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: '',
        AWS_MAX_ATTEMPTS: '2',
        // Beside a profile they are a second source, of which the SDK warns.
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
      };
      const before = Object.keys(set).map((key) => [key, process.env[key]] as const);
      Object.assign(process.env, set);
      try {
        await crossTrust('a111111111111', '222222222222');
        await crossTrust('a222222222222', '111111111111');
        const report = await audit({ targets: [], aws: ['a111111111111', 'a222222222222'], config: {} });
        expect(report.scan.targets).toEqual(['aws:111111111111', 'aws:222222222222']);
        const cross = report.findings.filter((finding) => finding.rule === 'cross-account');
        expect(cross.map((finding) => finding.entities[0]).sort()).toEqual([
          'aws:arn:aws:iam::111111111111:role/deploy',
          'aws:arn:aws:iam::222222222222:role/deploy',
        ]);
        // Each account is in view of the other, so its trust is no stranger's.
        expect(cross.map((finding) => finding.severity)).toEqual(['low', 'low']);
      } finally {
        for (const [key, value] of before) {
          if (value === undefined) delete process.env[key];
          else process.env[key] = value;
        }
      }
    });
  }, 300_000);
});
