import { describe, expect, it } from 'vitest';
import type { Found } from '../../src/secrets/anchors.ts';
import { builtinImage, builtinRule } from '../../src/secrets/builtin.ts';
import { compile } from '../../src/secrets/compile.ts';
import { loadRules, userRules } from '../../src/secrets/index.ts';
import { refusals } from '../../src/secrets/lint.ts';

const file = (rule: Record<string, unknown>) => ({
  provider: 'acme',
  rules: [{ id: 'acme-key', literals: ['acme_'], ...rule }],
});
const load = (rule: Record<string, unknown>) => () => userRules(file(rule), 'own.yaml');

describe('user rules', () => {
  it('are taken with defaults', () => {
    expect(load({ pattern: 'acme_[a-z0-9]{32}' })()).toMatchObject([
      { provider: 'acme', name: 'acme', rules: [{ id: 'acme-key', confidence: 'medium' }] },
    ]);
  });

  it.each([
    ['acme_[a-z]+', /own\.yaml: rule acme-key: an unbounded quantifier/],
    ['acme_[a-z]{20,}', /unbounded/],
    ['acme_(?:[a-z]{1,9}){1,9}', /nested/],
    ['acme_(?:[a-z]{1,9}|x)?(?:(?:a|b){0,5}){2}', /nested/],
    ['acme_[a-z]{0,99}[a-z0-9]{0,99}[a-z]{0,99}', /neighbouring/],
    ['acme_(', /cannot be used/],
    ['(a)acme_\\1', /back-references/],
    ['acme_[a-z]{20000}', /20005 bytes wide/],
  ])('%s is refused', (pattern, message) => {
    expect(load({ pattern })).toThrow(message);
  });

  it('may repeat a part that a separator divides', () => {
    expect(load({ pattern: 'acme_(?:[a-z]{1,9}\\.){1,9}' })).not.toThrow();
  });

  it.each(['password', 'Token', 'the', 'api_', 'ab'])('literal %s is refused', (literal) => {
    expect(load({ literals: [literal], pattern: `${literal}[a-z]{5}` })).toThrow(/common word|shorter/);
  });

  it('that lack a field are refused by name', () => {
    expect(load({})).toThrow('own.yaml: rule acme-key: needs `id` and `pattern`');
    expect(() => userRules({ rules: [] }, 'own.yaml')).toThrow('own.yaml: needs `provider`');
  });
});

describe('shipped rules', () => {
  it('have bounded patterns that cannot be slow', async () => {
    const bad = (await loadRules()).flatMap(({ rules }) =>
      rules.flatMap((rule) =>
        refusals(rule)
          .filter((why) => !why.includes('common word'))
          .map((why) => `${rule.id}: ${why}`),
      ),
    );
    expect(bad).toEqual([]);
  });

  it('are found by their ids, and lead to what the rules themselves lead to', async () => {
    const rules = await loadRules();
    for (const rule of rules.flatMap((file) => file.rules)) expect(builtinRule(rule.id)).toEqual(rule);
    const [stored, made] = [builtinImage(), compile(rules)];
    expect(Buffer.from(stored.bytes).equals(made.bytes)).toBe(true);
    const told = ({ coding, uses }: Found) => [
      coding,
      uses.map(({ plan, lead }) => [plan.rule.id, plan.after, plan.edge?.join(''), lead.literal, lead.back]),
    ];
    for (let anchor = 0; anchor < 5_000; anchor += 7)
      expect(told(stored.found(anchor))).toEqual(told(made.found(anchor)));
  });
});
