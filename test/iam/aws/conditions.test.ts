import { describe, expect, it } from 'vitest';
import { type Context, compileConditions, holds, type KeyValue } from '../../../src/iam/aws/condition.ts';
import { MAYBE, NO, type Tri, YES } from '../../../src/iam/aws/tri.ts';

const given =
  (values: Record<string, KeyValue>): Context =>
  (key) =>
    values[key] ?? 'absent';
const ask = (operator: string, wanted: unknown, value: KeyValue, effect: 'Allow' | 'Deny' = 'Allow'): Tri =>
  holds(compileConditions({ [operator]: { 'aws:Key': wanted } }), effect, given({ 'aws:key': value }));

describe('every condition operator', () => {
  it.each<[string, unknown, KeyValue, Tri]>([
    ['StringEquals', 'a', ['a'], YES],
    ['StringEquals', ['b', 'a'], ['a'], YES],
    ['StringEquals', 'A', ['a'], NO],
    ['StringEquals', 'a*', ['ab'], NO],
    ['StringEquals', 'a', 'absent', NO],
    ['StringEquals', 'a', 'unknown', MAYBE],
    ['StringNotEquals', 'a', ['b'], YES],
    ['StringNotEquals', ['a', 'b'], ['b'], NO],
    ['StringNotEquals', 'a', 'absent', YES],
    ['StringEqualsIgnoreCase', 'A', ['a'], YES],
    ['StringNotEqualsIgnoreCase', 'A', ['a'], NO],
    ['StringLike', 'a*c', ['abc'], YES],
    ['StringLike', 'a?c', ['abbc'], NO],
    ['StringNotLike', 'a*', ['abc'], NO],
    ['StringEqualsIfExists', 'a', 'absent', YES],
    ['StringEqualsIfExists', 'a', ['b'], NO],
    ['StringNotEqualsIfExists', 'a', 'absent', YES],
    ['NumericEquals', '5', ['5.0'], YES],
    ['NumericNotEquals', '5', ['6'], YES],
    ['NumericLessThan', '5', ['4'], YES],
    ['NumericLessThanEquals', '5', ['5'], YES],
    ['NumericGreaterThan', '5', ['5'], NO],
    ['NumericGreaterThanEquals', 5, ['5'], YES],
    ['NumericLessThan', 'five', ['4'], MAYBE],
    ['DateEquals', '2026-01-01T00:00:00Z', ['2026-01-01T00:00:00.000Z'], YES],
    ['DateNotEquals', '2026-01-01T00:00:00Z', ['2026-01-02T00:00:00Z'], YES],
    ['DateLessThan', '2026-01-01T00:00:00Z', ['2025-12-31T00:00:00Z'], YES],
    ['DateLessThanEquals', '2026-01-01', ['2026-01-01T00:00:00Z'], YES],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', ['2025-12-31T00:00:00Z'], NO],
    ['DateGreaterThanEquals', '1767225600', ['2026-01-01T00:00:00Z'], YES],
    ['Bool', 'true', ['True'], YES],
    ['Bool', true, ['false'], NO],
    ['Bool', 'true', 'absent', NO],
    ['BoolIfExists', 'true', 'absent', YES],
    ['BinaryEquals', 'QQ==', ['QQ=='], YES],
    ['IpAddress', '203.0.113.0/24', ['203.0.113.9'], YES],
    ['IpAddress', ['10.0.0.0/8', '203.0.113.0/24'], ['203.0.114.9'], NO],
    ['IpAddress', '2001:db8::/32', ['2001:db8:1::5'], YES],
    ['IpAddress', '10.0.0.1', ['10.0.0.1'], YES],
    ['NotIpAddress', '10.0.0.0/8', ['10.1.1.1'], NO],
    ['IpAddress', '10.0.0.0/8', 'unknown', MAYBE],
    ['ArnLike', 'arn:aws:iam::*:role/a*', ['arn:aws:iam::1:role/ab'], YES],
    ['ArnEquals', 'arn:aws:iam::*:role/a', ['arn:aws:iam::1:role/a'], YES],
    ['ArnLike', 'arn:aws:*:role/a', ['arn:aws:iam::1:role/a'], NO],
    ['ArnNotLike', 'arn:aws:iam::1:*', ['arn:aws:iam::1:role/a'], NO],
    ['ArnNotEquals', 'arn:aws:iam::1:role/a', ['arn:aws:iam::2:role/a'], YES],
    ['Null', 'true', 'absent', YES],
    ['Null', 'true', ['x'], NO],
    ['Null', 'false', ['x'], YES],
    ['Null', false, 'absent', NO],
    ['Null', 'true', 'unknown', MAYBE],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], YES],
    ['ForAllValues:StringEquals', ['a'], ['a', 'b'], NO],
    ['ForAllValues:StringEquals', ['a'], 'absent', YES],
    ['ForAllValues:StringEquals', ['a'], [], YES],
    ['ForAnyValue:StringEquals', ['a'], ['a', 'b'], YES],
    ['ForAnyValue:StringEquals', ['a'], 'absent', NO],
    ['ForAnyValue:StringNotEquals', ['a'], 'absent', NO],
    ['ForAnyValue:StringLike', ['x*'], ['a', 'xy'], YES],
    ['ForAllValues:StringLikeIfExists', ['x*'], 'absent', YES],
    ['SomethingNew', 'a', ['a'], MAYBE],
  ])('%s %j against %j', (operator, wanted, value, answer) =>
    expect(ask(operator, wanted, value)).toBe(answer),
  );

  it('what the caller picks satisfies an Allow and avoids a Deny', () => {
    expect(ask('StringEquals', 'eu-west-1', 'free')).toBe(YES);
    expect(ask('StringNotEquals', 'eu-west-1', 'free', 'Deny')).toBe(NO);
  });

  it('all lines must hold, and one that fails decides over one nobody knows', () => {
    const both = compileConditions({ StringEquals: { 'aws:a': 'x' }, Bool: { 'aws:b': 'true' } });
    expect(holds(both, 'Allow', given({ 'aws:a': ['x'], 'aws:b': ['true'] }))).toBe(YES);
    expect(holds(both, 'Allow', given({ 'aws:a': ['x'], 'aws:b': 'unknown' }))).toBe(MAYBE);
    expect(holds(both, 'Allow', given({ 'aws:a': ['y'], 'aws:b': 'unknown' }))).toBe(NO);
  });

  it('policy variables are filled in, with their default, and stay unknown where they are', () => {
    const line = (value: string) => compileConditions({ StringEquals: { 'aws:a': value } });
    const context = (values: Record<string, KeyValue>) => given({ 'aws:a': ['team-x'], ...values });
    expect(holds(line('team-${aws:t}'), 'Allow', context({ 'aws:t': ['x'] }))).toBe(YES);
    expect(holds(line("team-${aws:t, 'x'}"), 'Allow', context({}))).toBe(YES);
    expect(holds(line('team-${aws:t}'), 'Allow', context({ 'aws:t': 'unknown' }))).toBe(MAYBE);
    expect(holds(line('team-‹var.t›'), 'Allow', context({}))).toBe(MAYBE);
  });

  it.each([[null], ['text'], [[1]], [{ StringEquals: 'a' }], [{ StringEquals: null }]])(
    '%j is no crash',
    (element) => expect([YES, MAYBE]).toContain(holds(compileConditions(element), 'Allow', given({}))),
  );
});
