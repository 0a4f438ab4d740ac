import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionNumber } from '../../../src/iam/aws/actions.ts';
import type { Context } from '../../../src/iam/aws/condition.ts';
import { onArn, rightsOf } from '../../../src/iam/aws/decide.ts';
import { compileDocument } from '../../../src/iam/aws/document.ts';
import { globCovers, globMatch, globMeets } from '../../../src/iam/aws/glob.ts';
import type { Policy } from '../../../src/iam/aws/policy.ts';
import { NO, YES } from '../../../src/iam/aws/tri.ts';
import { naive, type RawStatement } from './naive.ts';

const ACTIONS = [
  'iam:PassRole',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  's3:GetObject',
  's3:PutBucketPolicy',
  'sts:AssumeRole',
];
const PATTERNS = [...ACTIONS, '*', 'iam:*', 'iam:Put*', 's3:?etObject', 'IAM:PASSROLE', 'ec2:*'];
const ARNS = [
  'arn:aws:iam::1:role/a',
  'arn:aws:iam::1:role/ab',
  'arn:aws:iam::2:role/a',
  'arn:aws:s3:::b/k',
  'arn:aws:iam::1:user/u',
];
const RESOURCES = [
  ...ARNS,
  '*',
  'arn:aws:iam::1:role/*',
  'arn:aws:iam::?:role/a',
  'arn:aws:s3:::*',
  '*role*',
];
const KEYS = ['aws:a', 'aws:b'];
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'Bool',
  'ForAllValues:StringEquals',
  'ForAnyValue:StringLike',
  'ForAnyValue:StringNotEquals',
  'StringEqualsIfExists',
  'StringNotLikeIfExists',
  'Null',
];

const some = <T>(values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const statement: fc.Arbitrary<RawStatement> = fc
  .record({
    Effect: fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Deny'),
    action: some(PATTERNS),
    notAction: fc.boolean(),
    resource: some(RESOURCES),
    notResource: fc.boolean(),
    condition: fc.option(
      fc.tuple(
        fc.constantFrom(...OPERATORS),
        fc.constantFrom(...KEYS),
        some(['x', 'y*', 'X', 'true', 'false']),
      ),
      { nil: undefined, freq: 2 },
    ),
  })
  .map(({ Effect, action, notAction, resource, notResource, condition }) => ({
    Effect,
    ...(notAction && Effect === 'Deny' ? { NotAction: action } : { Action: action }),
    ...(notResource ? { NotResource: resource } : { Resource: resource }),
    ...(condition
      ? {
          Condition: {
            [condition[0]]: {
              [condition[1]]: condition[0] === 'Null' ? [String(condition[2].length > 1)] : condition[2],
            },
          },
        }
      : {}),
  }));
const statements = fc.array(statement, { minLength: 0, maxLength: 5 });

const policy = (list: RawStatement[], id: string): Policy => ({
  id,
  name: id,
  document: compileDocument({ Statement: list }),
  location: { path: id },
});
const request = fc.record({
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...ARNS),
  context: fc.record(
    { 'aws:a': fc.constantFrom('x', 'yy', 'true'), 'aws:b': fc.constantFrom('X', 'y') },
    { requiredKeys: [] },
  ),
});
type Asked = { action: string; resource: string; context: Record<string, string> };

function compiled(identity: RawStatement[], caps: RawStatement[][], asked: Asked) {
  const context: Context = (key) => (asked.context[key] === undefined ? 'absent' : [asked.context[key]]);
  const rights = rightsOf(
    [policy(identity, 'identity')],
    caps.map((cap, i) => ({ kind: i === 0 ? 'boundary' : 'scp', policies: [policy(cap, `cap${i}`)] })),
  );
  return onArn(rights, actionNumber(asked.action)!, asked.resource, context).value;
}

describe('compiled evaluator', () => {
  it('agrees with the plain one on every request', () => {
    fc.assert(
      fc.property(statements, fc.array(statements, { maxLength: 2 }), request, (identity, caps, asked) => {
        const asks = asked as Asked;
        expect(compiled(identity, caps, asks)).toBe(naive(identity, caps, asks) ? YES : NO);
      }),
      { numRuns: 4000 },
    );
  });
  it('never loses a right by an Allow more, never gains one by a Deny more, and does not care for order', () => {
    fc.assert(
      fc.property(statements, statement, request, (identity, more, asked) => {
        const asks = asked as Asked;
        const before = compiled(identity, [], asks);
        const after = compiled([...identity, more], [], asks);
        if (more.Effect === 'Allow') expect(after).toBeGreaterThanOrEqual(before);
        else expect(after).toBeLessThanOrEqual(before);
        expect(compiled([more, ...identity].reverse(), [], asks)).toBe(after);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('wildcards', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 7 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 7 });
  const expression = (p: string) => new RegExp(`^${p.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');

  it('match as the obvious regular expression does', () => {
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(globMatch(p, t)).toBe(expression(p).test(t));
      }),
      { numRuns: 3000 },
    );
  });
  it('meet where a common text exists, and cover only what they contain', () => {
    const words = ['', ...'ab:'].flatMap((a) =>
      ['', ...'ab:'].flatMap((b) => ['', ...'ab:'].map((c) => a + b + c)),
    );
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 3 });
    fc.assert(
      fc.property(short, short, (p, q) => {
        const common = words.some((w) => globMatch(p, w) && globMatch(q, w));
        if (common) expect(globMeets(p, q)).toBe(true);
        if (globCovers(p, q)) for (const w of words) if (globMatch(q, w)) expect(globMatch(p, w)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(globMeets('arn:aws:s3:::a*', 'arn:*:s3:::*b')).toBe(true);
    expect(globMeets('arn:aws:s3:::a', 'arn:*:iam:::*')).toBe(false);
  });
  it('a hostile pattern costs little', () => {
    const started = performance.now();
    expect(globMatch(`${'*a'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
