import type { Edge, IdentityNode, Observation } from '../../model/index.ts';
import type { Holding } from './grants.ts';
import { type Strength, stronger } from './powers.ts';

/** How each power hands over another account of its scope. */
const WAYS: Record<string, string> = {
  impersonate: 'impersonates it',
  'token-create': 'asks for its token',
  'pods-create': 'starts a pod with it',
  'pods-exec': 'enters a pod that runs as it',
};

/** Annotations by which an account is also a cloud identity: taking it over leads out of the cluster. */
const CLOUD = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
];

const namespaceOf = (id: string): string => id.split('/')[1] ?? '';

/**
 * Accounts that a holder can act as although nobody gave them to it. Only accounts that are worth it are drawn: stronger ones, and ones that are
 * a cloud identity.
 */
export function* becoming(
  holdings: Holding[],
  accounts: Map<string, IdentityNode[]>,
  strengths: Map<string, Strength>,
): Generator<Observation> {
  const seen = new Set<string>();
  for (const { subject, grant, scope } of holdings) {
    const way = (grant.powers ?? []).find((power) => power in WAYS);
    if (!way) continue;
    for (const [id, nodes] of accounts) {
      if (id === subject.id || seen.has(`${subject.id} ${id} ${way}`)) continue;
      if (scope !== 'cluster' && scope !== `namespace/${namespaceOf(id)}`) continue;
      const cloud = nodes.some((node) => CLOUD.some((key) => node.settings?.[key]));
      if (!cloud && !stronger(strengths.get(id) ?? 'none', strengths.get(subject.id) ?? 'none')) continue;
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
