import type { Factor, Finding } from '../../model/index.ts';
import { compareFindings } from '../order.ts';
import { FACTORS, riskOf } from './risk.ts';
import type { Scoring } from './scoring.ts';

/** What happens to the ten findings of most risk when one weight changes. */
export interface Sensitivity {
  weight: Factor;
  /** 0.5 or 1.5. */
  times: number;
  /** How many of the ten stay among the ten. */
  kept: number;
  /** Pairs among those kept that change places, of all pairs. */
  swapped: number;
  pairs: number;
  /** Largest change of a score among all findings. */
  largest: number;
}

/**
 * Weights are a judgement, so a reader has to see how much hangs on them: each is halved and raised by half, and the order of the top ten is
 * compared with the published one.
 */
export function sensitivityOf(findings: readonly Finding[], scoring: Scoring, top = 10): Sensitivity[] {
  const open = findings.filter(({ status }) => status !== 'suppressed');
  const order = (table: Scoring) => open.map((finding) => rescored(finding, table)).sort(compareFindings);
  const published = order(scoring);
  const before = published.slice(0, top).map(({ fingerprint }) => fingerprint);
  const scores = new Map(published.map(({ fingerprint, risk }) => [fingerprint, risk.score]));
  return FACTORS.flatMap((weight) =>
    [0.5, 1.5].map((times): Sensitivity => {
      const weights = { ...scoring.weights, [weight]: scoring.weights[weight] * times };
      const changed = order({ ...scoring, weights });
      const after = changed.slice(0, top).map(({ fingerprint }) => fingerprint);
      const kept = before.filter((print) => after.includes(print));
      return {
        weight,
        times,
        kept: kept.length,
        swapped: inversions(kept.map((print) => after.indexOf(print))),
        pairs: (kept.length * (kept.length - 1)) / 2,
        largest: Math.max(
          0,
          ...changed.map((f) => Math.abs(f.risk.score - (scores.get(f.fingerprint) ?? 0))),
        ),
      };
    }),
  );
}

function rescored(finding: Finding, scoring: Scoring): Finding {
  const { check, severity, risk } = finding;
  return { ...finding, risk: riskOf(check, severity, risk.factors, risk.credits, scoring) };
}

const inversions = (positions: readonly number[]) =>
  positions.flatMap((a, index) => positions.slice(index + 1).filter((b) => b < a)).length;
