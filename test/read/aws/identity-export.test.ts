import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit.ts';
import { withFolder } from '../../support/folder.ts';

const ACCOUNT = '111122223333';
const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`;
const ADMIN = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const trust = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
const inline = [{ PolicyName: 'own', PolicyDocument: ADMIN }];

const role = (name: string, more: object = {}) => ({
  RoleName: name,
  RoleId: `AROA${name}`,
  Arn: arn(`role/${name}`),
  AssumeRolePolicyDocument: trust,
  ...more,
});
const KINDS = {
  role: role('open', { RolePolicyList: inline }),
  user: { UserName: 'bot', UserId: 'AIDABOT', Arn: arn('user/bot'), UserPolicyList: inline },
  group: { GroupName: 'all', GroupId: 'AGPAALL', Arn: arn('group/all'), GroupPolicyList: inline },
  policy: {
    PolicyName: 'own',
    PolicyId: 'ANPAOWN',
    Arn: arn('policy/own'),
    PolicyVersionList: [{ Document: ADMIN, VersionId: 'v1', IsDefaultVersion: true }],
  },
};

const scan = (files: Record<string, string>) =>
  withFolder(files, (folder) => audit({ targets: [folder], config: {} }));

/** As AWS Config writes them: small first letters, documents percent-encoded. */
function small(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(small);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key[0]!.toLowerCase() + key.slice(1),
      /Document$/.test(key) ? encodeURIComponent(JSON.stringify(inner)) : small(inner),
    ]),
  );
}

describe.each(Object.entries(KINDS))('a %s described by itself', (_, description) => {
  it.each<[string, unknown]>([
    ['in a file', description],
    ['in a list', [description]],
    ['somewhere inside', { accounts: { [ACCOUNT]: { found: [description] } } }],
    ['as an item of AWS Config', { configurationItems: [{ configuration: small(description) }] }],
    [
      'as an item of its history',
      { configurationItems: [{ configuration: JSON.stringify(small(description)) }] },
    ],
  ])('%s is judged by its own ARN', async (_, content) => {
    const { findings } = await scan({ 'x.json': JSON.stringify(content, null, 1) });
    const admin = findings.filter((finding) => `${finding.check}/${finding.rule}` === 'NHI-CLD-014/admin');
    expect(admin.map((finding) => finding.entities[0])).toEqual([`aws:${description.Arn}`]);
  });
});

it.each<[string, unknown]>([
  ['`get-role`', { Role: role('open') }],
  ['`list-roles`', { Roles: [role('open')] }],
  [
    '`list-instance-profiles`',
    {
      InstanceProfiles: [{ InstanceProfileName: 'p', Arn: arn('instance-profile/p'), Roles: [role('open')] }],
    },
  ],
])('a role as %s prints it', async (_, answer) => {
  const { findings } = await scan({ 'role.json': JSON.stringify(answer) });
  const found = findings.filter((finding) => finding.rule === 'any-principal');
  expect(found.map((finding) => finding.entities)).toEqual([[`aws:${arn('role/open')}`]]);
});

it('an instance profile hands out its role', async () => {
  const profile = { InstanceProfileName: 'p', Arn: arn('instance-profile/p'), Roles: [role('open')] };
  const { inventory } = await scan({ 'p.json': JSON.stringify({ InstanceProfile: profile }) });
  expect(inventory.edges).toContainEqual(
    expect.objectContaining({
      kind: 'acts-as',
      from: `aws:${arn('instance-profile/p')}`,
      to: `aws:${arn('role/open')}`,
    }),
  );
});

it('two answers about one role are one role', async () => {
  const used = { Role: { ...role('open'), RoleLastUsed: { LastUsedDate: '2020-01-01T00:00:00Z' } } };
  const details = { RoleDetailList: [role('open', { RolePolicyList: inline })] };
  const { inventory } = await scan({ 'a.json': JSON.stringify(used), 'b.json': JSON.stringify(details) });
  const one = inventory.identities.find((identity) => identity.id === `aws:${arn('role/open')}`);
  expect(one).toMatchObject({ lastUsed: '2020-01-01T00:00:00Z', privilege: 'admin' });
});

it('answers one after another are all read', async () => {
  const answers = ['a', 'b'].map((name) => JSON.stringify({ Role: role(name) }, null, 2));
  const { findings } = await scan({ 'roles.json': answers.join('\n') });
  expect(findings.filter((finding) => finding.rule === 'any-principal')).toHaveLength(2);
});
