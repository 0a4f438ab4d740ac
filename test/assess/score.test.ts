import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { controlFactor, FACTORS, riskOf, round } from '../../src/assess/score/risk.ts';
import { scoringWith } from '../../src/assess/score/scoring.ts';
import type { ControlCredit, Factor, Risk, Severity } from '../../src/model/index.ts';

const scoring = scoringWith();
const severity = fc.constantFrom<Severity>('critical', 'high', 'medium', 'low', 'info');
const unit = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
const values = fc.record({ R: unit, D: unit, A: unit, X: unit, L: unit });
const credit = fc
  .constantFrom('evaluate' as const, 'approve' as const, 'issue' as const, 'log' as const)
  .map((stage): ControlCredit => ({ stage, effect: scoring.controls[stage], at: [] }));
const credits = fc.uniqueArray(credit, { selector: ({ stage }) => stage });

const factors = (record: Record<Factor, number>, known = true): Risk['factors'] => {
  const one = (letter: Factor) => ({ value: record[letter], known, why: '', at: [] });
  return { R: one('R'), D: one('D'), A: one('A'), X: one('X'), L: one('L') };
};
const score = (s: Severity, v: Record<Factor, number>, c: ControlCredit[] = [], table = scoring) =>
  riskOf('NHI-AGT-004', s, factors(v), c, table).score;

describe('the risk of a finding', () => {
  test('is the arithmetic of the published example', () => {
    const mixed = factors({ R: 0.75, D: 0.5, A: 1, X: 0.5, L: 1 });
    mixed.D.known = false;
    const risk = riskOf('NHI-AGT-004', 'critical', mixed, [], scoring);
    expect(risk.vector).toBe('NHI-AGT-004/B:9/R:.75/D:.5?/A:1/X:.5/L:1/C:1');
    expect(risk.score).toBe(9.7);
  });

  test('rises with every factor', () => {
    fc.assert(
      fc.property(severity, values, credits, fc.constantFrom(...FACTORS), unit, (s, v, c, letter, other) => {
        const [low, high] = [Math.min(v[letter], other), Math.max(v[letter], other)];
        expect(score(s, { ...v, [letter]: high }, c)).toBeGreaterThanOrEqual(
          score(s, { ...v, [letter]: low }, c),
        );
      }),
    );
  });

  test('rises strictly when a weighted factor goes from none to all and no cap is met', () => {
    const none = { R: 0, D: 0, A: 0, X: 0, L: 0 };
    for (const letter of FACTORS)
      expect(score('medium', { ...none, [letter]: 1 })).toBeGreaterThan(score('medium', none));
  });

  test('is never below its base nor above its cap', () => {
    fc.assert(
      fc.property(severity, values, credits, (s, v, c) => {
        expect(score(s, v, c)).toBeGreaterThanOrEqual(scoring.base[s]);
        expect(score(s, v, c)).toBeLessThanOrEqual(scoring.cap[s]);
      }),
    );
  });

  test('never rises by a control, and controls never outweigh the base', () => {
    fc.assert(
      fc.property(severity, values, credits, credit, (s, v, c, further) => {
        expect(score(s, v, [...c, further])).toBeLessThanOrEqual(score(s, v, c));
        expect(controlFactor([...c, further], scoring)).toBeGreaterThanOrEqual(scoring.controls.floor);
      }),
    );
  });

  test('does not depend on the order of controls', () => {
    fc.assert(
      fc.property(severity, values, credits, (s, v, c) => {
        expect(score(s, v, [...c].reverse())).toBe(score(s, v, c));
      }),
    );
  });

  test('can be recomputed from its vector alone', () => {
    fc.assert(
      fc.property(severity, values, credits, (s, v, c) => {
        const risk = riskOf('NHI-AGT-004', s, factors(v), c, scoring);
        const part = (letter: string) => Number(new RegExp(`/${letter}:([\\d.]+)`).exec(risk.vector)![1]);
        const w = scoring.weights;
        const u =
          FACTORS.reduce((sum, f) => sum + w[f] * part(f), 0) / FACTORS.reduce((sum, f) => sum + w[f], 0);
        const raw = Math.min(
          Math.max(scoring.cap[s], part('B')),
          part('B') + (10 - part('B')) * u * part('C'),
        );
        expect(Math.abs(risk.score - round(raw, 1))).toBeLessThanOrEqual(0.1000001);
      }),
    );
  });
});

describe('the scoring table', () => {
  test('takes changed weights and refuses unknown names and values', () => {
    expect(scoringWith({ weights: { R: 5 } }).weights).toEqual({ ...scoring.weights, R: 5 });
    expect(() => scoringWith({ weights: { Q: 1 } })).toThrow('scoring.weights.Q');
    expect(() => scoringWith({ weights: { R: -1 } })).toThrow('0 to 10');
    expect(() => scoringWith({ weights: 3 })).toThrow('table');
  });

  test('gives the bands of a lifetime from short to static', () => {
    const steps = scoring.lifetime.map(([, factor]) => factor);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});
