import type { CredentialNode } from '../../model/index.ts';

const DAY = 86_400_000;

/** Whole days since a date; undefined when it is not a date. */
export function daysSince(date: string | undefined, now: number): number | undefined {
  const time = date ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.floor((now - time) / DAY);
}

/** Days a credential lives from its creation to its end. */
export function lifetimeDays({ lifetime }: CredentialNode): number | undefined {
  const from = lifetime.since ? Date.parse(lifetime.since) : Number.NaN;
  const to = lifetime.at ? Date.parse(lifetime.at) : Number.NaN;
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : Math.round((to - from) / DAY);
}
