import { describe, expect, it } from 'vitest';
import { ACCOUNT, allow, arn, deny, Estate, id, policy } from './estate.ts';

const OTHER = '444455556666';
const SECRET = `arn:aws:secretsmanager:eu-west-1:${OTHER}:secret:db`;
const READ = 'secretsmanager:GetSecretValue';

/** Does user `x` of our account reach a secret whose policy says this? */
function reaches(
  principal: string,
  own: object[],
  account = OTHER,
  statement: object = allow(READ),
): boolean {
  const secret = SECRET.replace(OTHER, account);
  const estate = new Estate().complete().user('x', policy(...own));
  estate.fact(
    'resource',
    `aws:${secret}#policy`,
    [`aws:${secret}`],
    policy({ ...statement, Principal: { AWS: principal } }),
  );
  const observations = estate.run();
  const grant = observations.find((one) => one.type === 'edge' && one.edge.kind === 'reaches');
  return (
    grant?.type === 'edge' &&
    observations.some(
      (one) =>
        one.type === 'edge' &&
        one.edge.kind === 'has' &&
        one.edge.from === id('user/x') &&
        one.edge.to === grant.edge.from,
    )
  );
}

describe('a resource policy and the caller’s own policies', () => {
  it.each<[string, string, object[], string, boolean]>([
    ['same account, named: the resource policy is enough', arn('user/x'), [], ACCOUNT, true],
    ['other account, named, own policy silent', arn('user/x'), [], OTHER, false],
    ['other account, named, own policy allows', arn('user/x'), [allow(READ)], OTHER, true],
    [
      'other account, named, own policy allows another secret',
      arn('user/x'),
      [allow(READ, `${SECRET}2`)],
      OTHER,
      false,
    ],
    [
      'other account, whole account trusted, own policy allows',
      arn('root'),
      [allow(READ, SECRET)],
      OTHER,
      true,
    ],
    ['other account, whole account trusted, own policy silent', arn('root'), [], OTHER, false],
    [
      'other account, own policy allows and denies',
      arn('user/x'),
      [allow(READ), deny('secretsmanager:*')],
      OTHER,
      false,
    ],
    ['someone else is named', arn('user/y'), [allow(READ)], OTHER, false],
  ])('%s', (_, principal, own, account, expected) => {
    expect(reaches(principal, own, account)).toBe(expected);
  });

  it('allows another action than the caller may do', () => {
    expect(reaches(arn('user/x'), [allow('secretsmanager:DescribeSecret')])).toBe(false);
  });
});
