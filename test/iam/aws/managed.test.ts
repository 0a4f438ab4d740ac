import { describe, expect, it } from 'vitest';
import { managedDate, managedPolicy } from '../../../src/iam/aws/managed.ts';

const patterns = (arn: string) => managedPolicy(arn)?.statements.flatMap((statement) => statement.patterns);

describe('policies that AWS manages', () => {
  it('are known as of a day', () => expect(managedDate).toMatch(/^20\d\d-\d\d-\d\d$/));

  it.each<[string, string[], string[]]>([
    ['a policy of everything', ['arn:aws:iam::aws:policy/AdministratorAccess'], ['*']],
    [
      'one by a role',
      ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      ['logs:PutLogEvents'],
    ],
    [
      'one named without its folder',
      ['arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole'],
      ['logs:PutLogEvents'],
    ],
    ['one of another partition', ['arn:aws-us-gov:iam::aws:policy/AmazonS3FullAccess'], ['s3:*']],
    [
      'what changes things though no rule speaks of it',
      ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess'],
      ['bedrock:*'],
    ],
  ])('%s', (_, [arn], expected) => expect(patterns(arn!)).toEqual(expect.arrayContaining(expected)));

  it('one that AWS published later is not taken for one without rights', () =>
    expect(managedPolicy('arn:aws:iam::aws:policy/OfTomorrow')).toBeUndefined());

  it('one that only reads what no rule speaks of is known to be of no interest', () =>
    expect(patterns('arn:aws:iam::aws:policy/AWSSupportPlansReadOnlyAccess')).toEqual([]));
});
