import { describe, expect, it } from 'vitest';
import { ACCOUNT, ADMIN, allow, arn, deny, Estate, id, policy, trust } from './estate.ts';

const OTHER = '444455556666';
const root = (account = ACCOUNT) => ({ AWS: arn('root', account) });
const lambda = { Service: 'lambda.amazonaws.com' };

/** May user `x` become administrator role `boss`? Through sts-001, as everything else is left out. */
function assumes(build: (estate: Estate) => Estate): string | undefined {
  const estate = build(new Estate().complete());
  return estate.access('user/x').escalations.find((one) => one.path === 'sts-001')?.certainty;
}
const may = policy(allow('sts:AssumeRole'));

describe('assuming a role: what each side must say', () => {
  it.each<[string, (estate: Estate) => Estate, string | undefined]>([
    [
      'account trusted and identity allowed',
      (e) => e.user('x', may).role('boss', trust(root()), ADMIN),
      'confirmed',
    ],
    ['account trusted, identity silent', (e) => e.user('x').role('boss', trust(root()), ADMIN), undefined],
    [
      'named directly in its own account needs no identity right',
      (e) => e.user('x').role('boss', trust({ AWS: arn('user/x') }), ADMIN),
      'confirmed',
    ],
    [
      'named directly, denied by its own policy',
      (e) => e.user('x', policy(deny('sts:*'))).role('boss', trust({ AWS: arn('user/x') }), ADMIN),
      undefined,
    ],
    [
      'someone else is named',
      (e) => e.user('x', may).role('boss', trust({ AWS: arn('user/y') }), ADMIN),
      undefined,
    ],
    ['only a service is trusted', (e) => e.user('x', may).role('boss', trust(lambda), ADMIN), undefined],
    ['anyone is trusted', (e) => e.user('x', may).role('boss', trust('*'), ADMIN), 'confirmed'],
    [
      'everyone but x',
      (e) =>
        e
          .user('x', may)
          .role(
            'boss',
            policy({ Effect: 'Allow', NotPrincipal: { AWS: arn('user/x') }, Action: 'sts:AssumeRole' }),
            ADMIN,
          ),
      undefined,
    ],
    [
      'denied in the trust policy',
      (e) =>
        e
          .user('x', may)
          .role(
            'boss',
            policy(
              { Effect: 'Allow', Principal: root(), Action: 'sts:AssumeRole' },
              { Effect: 'Deny', Principal: { AWS: arn('user/x') }, Action: 'sts:AssumeRole' },
            ),
            ADMIN,
          ),
      undefined,
    ],
    [
      'a condition on the principal that holds',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root(), { ArnLike: { 'aws:PrincipalArn': arn('user/x*') } }), ADMIN),
      'confirmed',
    ],
    [
      'a condition on the principal that fails',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root(), { ArnLike: { 'aws:PrincipalArn': arn('role/*') } }), ADMIN),
      undefined,
    ],
    [
      'a tag the user has',
      (e) =>
        e
          .user('x', may, { tags: { team: 'a' } })
          .role('boss', trust(root(), { StringEquals: { 'aws:PrincipalTag/team': 'a' } }), ADMIN),
      'confirmed',
    ],
    [
      'a tag the user has not',
      (e) =>
        e
          .user('x', may, { tags: {} })
          .role('boss', trust(root(), { StringEquals: { 'aws:PrincipalTag/team': 'a' } }), ADMIN),
      undefined,
    ],
    [
      'an external id nobody knows',
      (e) =>
        e.user('x', may).role('boss', trust(root(), { StringEquals: { 'sts:ExternalId': 'secret' } }), ADMIN),
      'conditional',
    ],
    [
      'MFA, asked of a person',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root(), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), ADMIN),
      'conditional',
    ],
    [
      'MFA, asked of a machine',
      (e) =>
        e
          .user('x', may, { human: false })
          .role('boss', trust(root(), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), ADMIN),
      undefined,
    ],
    [
      'MFA if it exists, asked of long-lived keys',
      (e) =>
        e
          .user('x', may, { human: false })
          .role('boss', trust(root(), { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }), ADMIN),
      'confirmed',
    ],
    [
      'the boundary does not allow it',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact('boundary', id('policy/cap'), [id('user/x')], policy(allow('s3:*'))),
      undefined,
    ],
    [
      'a boundary does not cap what a trust policy grants a user by name',
      (e) =>
        e
          .user('x')
          .role('boss', trust({ AWS: arn('user/x') }), ADMIN)
          .fact('boundary', id('policy/cap'), [id('user/x')], policy(allow('s3:*'))),
      'confirmed',
    ],
    [
      'a session policy caps',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact('session', 's', [id('user/x')], policy(allow('s3:*'))),
      undefined,
    ],
    [
      'a boundary nobody can see leaves doubt',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact('boundary', id('policy/cap'), [id('user/x')]),
      'conditional',
    ],
    [
      'an SCP that allows everything',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact('scp', 'full', [ACCOUNT], policy(allow('*'))),
      'confirmed',
    ],
    [
      'an SCP level that does not allow it',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact('scp', 'full', [ACCOUNT], policy(allow('*')))
          .complete(ACCOUNT, { parents: ['ou-1'] })
          .fact('scp', 'narrow', ['ou-1'], policy(allow('s3:*'))),
      undefined,
    ],
    [
      'an SCP that denies it',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact('scp', 'full', [ACCOUNT], policy(allow('*'), deny('sts:AssumeRole'))),
      undefined,
    ],
    [
      'an RCP that denies it',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact('rcp', 'r', [ACCOUNT], policy({ ...deny('sts:AssumeRole'), Principal: '*' })),
      undefined,
    ],
    [
      'an RCP about other organizations, with ours unknown',
      (e) =>
        e
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact(
            'rcp',
            'r',
            [ACCOUNT],
            policy({
              ...deny('sts:*', '*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
              Principal: '*',
            }),
          ),
      'conditional',
    ],
    [
      'an RCP about other organizations, with ours known',
      (e) =>
        e
          .complete(ACCOUNT, { organization: 'o-1' })
          .user('x', may)
          .role('boss', trust(root()), ADMIN)
          .fact(
            'rcp',
            'r',
            [ACCOUNT],
            policy({
              ...deny('sts:*', '*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
              Principal: '*',
            }),
          ),
      'confirmed',
    ],
    [
      'the identity is confined to another role',
      (e) =>
        e.user('x', policy(allow('sts:AssumeRole', arn('role/reader')))).role('boss', trust(root()), ADMIN),
      undefined,
    ],
    [
      'NotResource leaves it out',
      (e) =>
        e
          .user('x', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', NotResource: arn('role/boss') }))
          .role('boss', trust(root()), ADMIN),
      undefined,
    ],
    [
      'NotAction includes it',
      (e) =>
        e
          .user('x', policy({ Effect: 'Allow', NotAction: ['s3:*', 'iam:*'], Resource: arn('role/*') }))
          .role('boss', trust(root()), ADMIN),
      'confirmed',
    ],
  ])('%s', (_, build, answer) => expect(assumes(build)).toBe(answer));
});

describe('between accounts both sides must allow', () => {
  const far = (trusting: object, mine?: object) => {
    const estate = new Estate().complete().complete(OTHER);
    estate.user('x', mine);
    estate.node({ id: id('role/boss', OTHER), type: 'role' } as never);
    estate.fact('trust', `${id('role/boss', OTHER)}#trust`, [id('role/boss', OTHER)], trusting);
    estate.fact('inline', `${id('role/boss', OTHER)}#inline/a`, [id('role/boss', OTHER)], ADMIN);
    return estate.access('user/x').escalations.find((one) => one.path === 'sts-001');
  };
  it('both do', () =>
    expect(far(trust(root()), may)).toMatchObject({
      certainty: 'confirmed',
      target: id('role/boss', OTHER),
    }));
  it('the role does not', () => expect(far(trust(root(OTHER)), may)).toBeUndefined());
  it('the identity does not, though it is named', () =>
    expect(far(trust({ AWS: arn('user/x') }))).toBeUndefined());
  it('IAM actions stay in their account', () => {
    const estate = new Estate()
      .complete()
      .complete(OTHER)
      .user('x', policy(allow('iam:UpdateAssumeRolePolicy')));
    estate
      .node({ id: id('role/boss', OTHER), type: 'role' } as never)
      .fact('inline', 'b', [id('role/boss', OTHER)], ADMIN);
    expect(estate.paths('user/x')).toEqual([]);
  });
});
