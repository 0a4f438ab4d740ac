import type { NodeOf } from '../../inventory/graph.ts';
import type { FactorEvidence, Lifetime } from '../../model/index.ts';
import type { Scoring } from './scoring.ts';

/** The longest-lived credential decides. */
export function lifetimeOf(
  credentials: readonly NodeOf<'credential'>[],
  now: Date,
  scoring: Scoring,
): FactorEvidence {
  const values = credentials.map((credential) => ({
    id: credential.id,
    why: `${credential.name}: ${credential.lifetime.how}`,
    ...lifetimeFactor(credential.lifetime, now, scoring),
  }));
  values.sort((a, b) => b.value - a.value || Number(b.known) - Number(a.known) || (a.id < b.id ? -1 : 1));
  const worst = values[0];
  if (!worst) return { value: scoring.priors.L, known: false, why: 'no credential is known', at: [] };
  return { value: worst.value, known: worst.known, why: worst.why, at: [worst.id] };
}

/** The factor of one lifetime; an end date counts from its start where that is known, else from now. */
export function lifetimeFactor(
  lifetime: Lifetime,
  now: Date,
  scoring: Scoring,
): { value: number; known: boolean } {
  switch (lifetime.class) {
    case 'per-task':
      return { value: 0, known: true };
    case 'static':
      return { value: 1, known: true };
    case 'ttl':
      return lifetime.seconds === undefined
        ? unknown(scoring)
        : { value: step(lifetime.seconds, scoring), known: true };
    case 'expires': {
      const end = Date.parse(lifetime.at ?? '');
      const start = Date.parse(lifetime.since ?? '');
      if (Number.isNaN(end)) return unknown(scoring);
      if (end <= now.getTime()) return { value: 0, known: true };
      return {
        value: step((end - (Number.isNaN(start) ? now.getTime() : start)) / 1000, scoring),
        known: true,
      };
    }
    case 'unknown':
      return unknown(scoring);
  }
}

const unknown = (scoring: Scoring) => ({ value: scoring.priors.L, known: false });

const step = (seconds: number, scoring: Scoring) =>
  scoring.lifetime.find(([limit]) => seconds <= limit)?.[1] ?? 1;
