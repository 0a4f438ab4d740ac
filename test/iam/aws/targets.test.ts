import { describe, expect, it } from 'vitest';
import { ACCOUNT, ADMIN, allow, arn, Estate, id, policy, trust } from './estate.ts';

const root = (account = ACCOUNT) => ({ AWS: arn('root', account) });
const lambda = { Service: 'lambda.amazonaws.com' };

describe('targets', () => {
  it('a weaker role is no escalation', () => {
    const estate = new Estate()
      .complete()
      .user('x', policy(allow(['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'])));
    estate.role('log', trust(lambda), policy(allow('logs:PutLogEvents')));
    expect(estate.paths('user/x')).toEqual([]);
  });
  it('an AWS-managed policy is known by its name', () => {
    const estate = new Estate().complete().role('a', trust(root()));
    estate.fact('managed', 'aws:arn:aws:iam::aws:policy/AdministratorAccess', [id('role/a')]);
    expect(estate.access('role/a').risks.map((risk) => risk.class)).toEqual(['admin']);
  });
  it('own user name in the resource is the user and nobody else', () => {
    const self = 'arn:aws:iam::*:user/${aws:username}';
    const estate = new Estate()
      .complete()
      .user('x', policy(allow('iam:PutUserPolicy', self), allow('iam:CreateAccessKey', self)))
      .user('boss', ADMIN);
    expect(estate.paths('user/x')).toEqual(['iam-007']);
  });
  it('a policy may only be attached if it is worth it', () => {
    const only = (policyArn: string) =>
      new Estate()
        .complete()
        .user('x', policy(allow('iam:AttachUserPolicy', '*', { ArnEquals: { 'iam:PolicyARN': policyArn } })))
        .paths('user/x');
    expect(only('arn:aws:iam::aws:policy/AdministratorAccess')).toEqual(['iam-008']);
    expect(only('arn:aws:iam::aws:policy/ReadOnlyAccess')).toEqual([]);
  });
  it('a boundary demanded on new rights closes the path', () => {
    const guarded = policy(
      allow('iam:PutRolePolicy', '*', { StringEquals: { 'iam:PermissionsBoundary': arn('policy/cap') } }),
    );
    expect(new Estate().complete().role('x', trust(lambda), guarded).paths('role/x')).toEqual([]);
  });
  it('groups lend their rights to members', () => {
    const estate = new Estate()
      .complete()
      .user('x')
      .fact('member', id('group/g'), [id('user/x')]);
    estate.fact('inline', `${id('group/g')}#a`, [id('group/g')], policy(allow('iam:PutUserPolicy')));
    expect(estate.paths('user/x')).toEqual(['iam-007']);
  });
  it('a workload in view leads to its role', () => {
    const estate = new Estate()
      .complete()
      .user(
        'x',
        policy(
          allow(['lambda:UpdateFunctionCode', 'lambda:InvokeFunction'], 'arn:aws:lambda:*:*:function:f'),
        ),
      )
      .role('boss', trust(lambda), ADMIN);
    const f = `aws:arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`;
    estate.node({ id: f, kind: 'workload', platform: 'aws-lambda' } as never);
    estate.edges.push({ kind: 'acts-as', from: f, to: id('role/boss'), locations: [], confidence: 'high' });
    expect(estate.access('user/x').escalations).toMatchObject([
      {
        path: 'lambda-004',
        certainty: 'confirmed',
        target: id('role/boss'),
        workload: f,
        variants: ['lambda-003'],
      },
    ]);
  });
});

describe('chains', () => {
  const step = (to: string) => policy(allow('sts:AssumeRole', arn(`role/${to}`)));
  it('are found over weak roles, the shortest first, and end in cycles', () => {
    const estate = new Estate()
      .complete()
      .user('x', policy(allow('sts:AssumeRole', [arn('role/a'), arn('role/long')])));
    estate
      .role('a', trust(root()), step('b'))
      .role('b', trust(root()), policy(allow('sts:AssumeRole', [arn('role/boss'), arn('role/a')])))
      .role('boss', trust(root()), ADMIN);
    estate.role('long', trust(root()), step('long2')).role('long2', trust(root()), step('a'));
    expect(estate.access('user/x').chain).toMatchObject({
      route: ['user/x', 'role/a', 'role/b', 'role/boss'].map((one) => id(one)),
      paths: ['sts-001', 'sts-001', 'sts-001'],
      certainty: 'confirmed',
    });
  });
  it('mix kinds of steps', () => {
    const estate = new Estate()
      .complete()
      .user('x', policy(allow(['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'])));
    estate
      .role(
        'mid',
        trust(lambda),
        policy(allow(['iam:UpdateAssumeRolePolicy', 's3:GetObject', 'kms:PutKeyPolicy'], '*')),
      )
      .role('boss', trust({ Service: 'ec2.amazonaws.com' }), ADMIN);
    expect(estate.access('user/x').chain).toMatchObject({
      route: [id('user/x'), id('role/mid'), id('role/boss')],
      paths: ['lambda-001', 'iam-012'],
    });
  });
});

describe('bad input is named and the rest completes', () => {
  it.each<[unknown, RegExp]>([
    ['{ not json', /not readable/],
    [{ Version: '2012-10-17' }, /no statement/],
    [{ Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] }, /neither Allow nor Deny/],
    [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Extra: 1 }] }, /unknown element "Extra"/],
    [{ Statement: ['x', 3] }, /no object/],
    ['‹var.policy›', /hidden by ‹var.policy›/],
    [[], /no policy/],
  ])('%j', (document, words) => {
    const estate = new Estate()
      .complete()
      .user('x')
      .fact('inline', 'p', [id('user/x')], document)
      .user('ok', policy(allow('iam:PutUserPolicy')));
    const gaps = estate.run().flatMap((one) => (one.type === 'gap' ? [one.gap.why] : []));
    expect(gaps.join('\n')).toMatch(words);
    expect(estate.paths('user/ok')).toEqual(['iam-007']);
  });
  it('a document as percent-encoded text is read', () => {
    const estate = new Estate()
      .complete()
      .user('x')
      .fact(
        'inline',
        'p',
        [id('user/x')],
        encodeURIComponent(JSON.stringify(policy(allow('iam:PutUserPolicy')))),
      );
    expect(estate.paths('user/x')).toEqual(['iam-007']);
  });
});
