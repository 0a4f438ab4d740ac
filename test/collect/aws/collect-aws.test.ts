import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { collectAws } from '../../../src/collect/aws/index.ts';
import { awsReadPolicy } from '../../../src/collect/aws/permissions.ts';
import type { Finding, SourceFile } from '../../../src/model/index.ts';
import { withFolder } from '../../support/folder.ts';
import { type Account, type Row, type StandIn, standIn } from './stand-in.ts';

const ACCOUNT = '111122223333';
const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`;
const doc = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const lambda = doc({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

function account(users: number, roles: number): Account {
  return {
    UserDetailList: Array.from(
      { length: users },
      (_, i): Row => ({
        UserName: `svc-${i}`,
        UserId: `AIDA${i}`,
        Arn: arn(`user/svc-${i}`),
        CreateDate: '2024-01-01T00:00:00Z',
        GroupList: [],
        AttachedManagedPolicies: [],
        UserPolicyList:
          i === 7
            ? [
                {
                  PolicyName: 'own',
                  PolicyDocument: doc({ Effect: 'Allow', Action: 'iam:PutUserPolicy', Resource: '*' }),
                },
              ]
            : [],
      }),
    ),
    GroupDetailList: [],
    RoleDetailList: Array.from(
      { length: roles },
      (_, i): Row => ({
        RoleName: `role-${i}`,
        RoleId: `AROA${i}`,
        Arn: arn(`role/role-${i}`),
        CreateDate: '2024-01-01T00:00:00Z',
        AssumeRolePolicyDocument: lambda,
        InstanceProfileList: [],
        AttachedManagedPolicies:
          i === 3
            ? [
                {
                  PolicyName: 'AdministratorAccess',
                  PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
                },
              ]
            : [],
        RolePolicyList: [],
      }),
    ),
    Policies: [],
  };
}

const saved = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
beforeEach(() => {
  for (const key of Object.keys(saved) as (keyof typeof saved)[]) {
    saved[key] = process.env[key] ?? '';
    process.env[key] = 'test';
  }
});
let server: StandIn | undefined;
afterEach(async () => {
  Object.assign(process.env, saved);
  await server?.close();
  server = undefined;
});

const records = (ground: Awaited<ReturnType<typeof collectAws>>): SourceFile[] =>
  ground.files.map((file) => ({ path: file.path, text: file.content!.toString('utf8') }));

/** What a finding says, apart from where it was read. */
const said = (findings: readonly Finding[]) =>
  findings.map(({ check, rule, severity, message, entities }) => ({
    check,
    rule,
    severity,
    message,
    entities,
  }));

describe('a live account', () => {
  it('is read in pages of a thousand, through throttling, to the report of the saved file', async () => {
    const whole = account(2300, 3100);
    server = await standIn(whole, { throttleEvery: 5 });
    const ground = await collectAws({ endpoint: server.url, attempts: 8 });
    expect(ground.gaps.map((gap) => gap.what)).toEqual(['AWS workloads']);
    const pages = server.calls.filter((call) => call.action === 'GetAccountAuthorizationDetails');
    expect(pages.every((call) => call.maxItems === 1000)).toBe(true);
    expect(new Set(pages.map((call) => call.marker)).size).toBeGreaterThan(3);
    const live = await audit({ targets: [], records: records(ground), config: {} });
    const file = await withFolder(
      { 'account.json': JSON.stringify({ ...whole, IsTruncated: false }) },
      (folder) => audit({ targets: [folder], config: {} }),
    );
    expect(live.inventory.identities.length).toBe(5400);
    expect(said(live.findings)).toEqual(said(file.findings));
    expect(live.findings.map((finding) => `${finding.check}/${finding.rule}`)).toContain(
      'NHI-CLD-013/iam-007',
    );
  }, 60_000);

  it.each([
    ['AccessDenied', 'lacks the permission'],
    ['ExpiredToken', 'expired'],
    ['InvalidClientTokenId', 'not valid'],
    ['Throttling', 'throttled'],
  ])(
    '%s is a gap that says what to do',
    async (code, words) => {
      server = await standIn(account(1, 1), { refuse: { GetAccountAuthorizationDetails: code } });
      const ground = await collectAws({ endpoint: server.url, regions: ['eu-west-1'], attempts: 2 });
      expect(ground.files).toEqual([]);
      expect(ground.gaps.length).toBeGreaterThan(0);
      expect(ground.gaps.every((gap) => gap.why.includes(words))).toBe(true);
    },
    30_000,
  );

  it('completes without the optional permissions', async () => {
    server = await standIn(account(3, 5), {
      refuse: { GenerateCredentialReport: 'AccessDenied', ListOpenIDConnectProviders: 'AccessDenied' },
    });
    const ground = await collectAws({ endpoint: server.url, regions: ['eu-west-1'], attempts: 2 });
    expect(ground.gaps.map((gap) => gap.what)).toEqual([
      'AWS GenerateCredentialReport',
      'AWS ListOpenIDConnectProviders',
    ]);
    expect(ground.files.map((file) => file.path)).toContain(
      `aws:/${ACCOUNT}/iam/account-authorization-details.json`,
    );
  }, 30_000);

  it('needs only permissions that read', () => {
    const { Statement } = JSON.parse(awsReadPolicy()) as { Statement: { Action: string[] }[] };
    const actions = Statement.flatMap((one) => one.Action);
    expect(actions).toContain('iam:GetAccountAuthorizationDetails');
    expect(
      actions.filter((action) => !/^[\w-]+:(?:Get|List|Describe|Generate|BatchGet)[A-Z]/.test(action)),
    ).toEqual([]);
  });
});

describe('what runs as a role', () => {
  const collected = async (behaviour: Parameters<typeof standIn>[1], regions: string[] | undefined) => {
    server = await standIn(account(1, 5), behaviour);
    return collectAws({ endpoint: server.url, attempts: 8, ...(regions ? { regions } : {}) });
  };

  it('is read in pages, through throttling, in every region', async () => {
    const ground = await collected({ throttleEvery: 20 }, ['all']);
    expect(ground.gaps).toEqual([]);
    const paths = ground.files.map((file) => file.path).filter((path) => !path.includes('/iam/'));
    const names = [
      'bedrock-agent',
      'bedrock-agentcore',
      'lambda',
      'ecs',
      'eks',
      'codebuild',
      'roles-anywhere',
    ];
    expect(paths).toEqual(
      ['eu-west-1', 'us-east-1'].flatMap((region) =>
        names.map((name) => `aws:/${ACCOUNT}/${region}/${name}.json`),
      ),
    );
    const report = await audit({ targets: [], records: records(ground), config: {} });
    const role = `aws:${arn('role/role-3')}`;
    const holders = report.inventory.edges.filter((edge) => edge.to === role && edge.kind === 'acts-as');
    // Two agents, a runtime, five functions, two task definitions, two projects, two profiles.
    expect(new Set(holders.map((edge) => edge.from)).size).toBe(14);
    expect(
      report.inventory.edges.filter((edge) => edge.to === role && edge.kind === 'can-become').length,
    ).toBe(2);
    const found = report.findings.map((finding) => `${finding.check}/${finding.rule}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'NHI-CLD-005/agents-share-identity',
        'NHI-CLD-002/admin',
        'NHI-CLD-008/gateway-authorizer-none',
      ]),
    );
  }, 60_000);

  it('says what a refused service hides, once, and reads the others', async () => {
    const refuse = { ListFunctions: 'AccessDeniedException', GetAgentActionGroup: 'AccessDeniedException' };
    const ground = await collected({ refuse }, ['eu-west-1']);
    expect(ground.gaps.map(({ what, where }) => `${what}: ${where}`)).toEqual([
      'AWS ListFunctions: Lambda functions in eu-west-1',
      'AWS GetAgentActionGroup: Bedrock agents in eu-west-1',
    ]);
    const agents = ground.files.find((file) => file.path.endsWith('/bedrock-agent.json'));
    expect(JSON.parse(agents!.content!.toString('utf8'))).toHaveLength(2);
  }, 60_000);

  it('a member of an organization learns its id, and that what caps it is hidden', async () => {
    const refuse = { ListRoots: 'AccessDeniedException', ListPolicies: 'AccessDeniedException' };
    const ground = await collected({ member: true, refuse }, ['eu-west-1']);
    expect(ground.gaps.map((gap) => gap.where)).toEqual([expect.stringContaining('SCPs and RCPs')]);
    const file = ground.files.find((one) => one.path.endsWith('/organization.json'));
    expect(JSON.parse(file!.content!.toString('utf8')).Accounts).toEqual({
      [ACCOUNT]: { OrganizationId: 'o-acme', Parents: [] },
    });
  }, 60_000);

  it('without a region it is a gap, and no call', async () => {
    const ground = await collected({}, undefined);
    expect(ground.gaps.map((gap) => gap.why)).toEqual([expect.stringContaining('--aws-region')]);
    expect(server!.calls.map((call) => call.action)).not.toContain('ListFunctions');
  }, 60_000);

  it('every call is in the printed policy', async () => {
    await collected({}, ['all']);
    const printed = JSON.parse(awsReadPolicy()).Statement.flatMap((one: { Action: string[] }) => one.Action);
    const named = new Set(printed.map((action: string) => action.split(':')[1]));
    expect(server!.calls.map((call) => call.action).filter((action) => !named.has(action))).toEqual([]);
  }, 60_000);
});
