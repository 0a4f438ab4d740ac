import type { Edge, Observation } from '../../model/index.ts';
import type { Holding } from './grants.ts';
import { type Strength, stronger } from './powers.ts';

/** How each power hands over another account of its scope. */
const WAYS: Record<string, string> = {
  impersonate: 'impersonates it',
  'token-create': 'asks for its token',
  'pods-create': 'starts a pod with it',
  'pods-exec': 'enters a pod that runs as it',
};

const namespaceOf = (id: string): string => id.split('/')[1] ?? '';

/**
 * Accounts that a holder can act as although nobody gave them to it. Only accounts that are worth it are drawn: stronger ones, and ones
 * from which a way leads to a cloud.
 */
export function* becoming(
  holdings: Holding[],
  accounts: ReadonlySet<string>,
  strengths: Map<string, Strength>,
  elsewhere: ReadonlySet<string>,
): Generator<Observation> {
  const seen = new Set<string>();
  for (const { subject, grant, scope } of holdings) {
    const way = (grant.powers ?? []).find((power) => power in WAYS);
    if (!way) continue;
    for (const id of accounts) {
      if (id === subject.id || seen.has(`${subject.id} ${id} ${way}`)) continue;
      if (scope !== 'cluster' && scope !== `namespace/${namespaceOf(id)}`) continue;
      if (!elsewhere.has(id) && !stronger(strengths.get(id) ?? 'none', strengths.get(subject.id) ?? 'none'))
        continue;
      seen.add(`${subject.id} ${id} ${way}`);
      const edge: Edge = {
        from: subject.id,
        to: id,
        kind: 'can-become',
        name: way,
        locations: grant.locations,
        confidence: grant.confidence === 'high' ? 'medium' : 'low',
        labels: { how: WAYS[way]!, grant: grant.id },
      };
      yield { type: 'edge', edge };
    }
  }
}
