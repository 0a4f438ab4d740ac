import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

const CLOUD = /^(?:aws:|gcp:|azure:)/;

export const check: Check = {
  id: 'NHI-K8S-013',
  *run(graph) {
    for (const identity of nodesOf(graph, 'identity')) {
      if (!CLOUD.test(identity.id)) continue;
      const edges = edgesTo(graph, identity.id, 'can-become').filter(
        (edge) => edge.from.startsWith('k8s:sa/') && edge.name?.includes('/'),
      );
      const accounts = [...new Set(edges.map((edge) => edge.from))];
      if (accounts.length === 0) continue;
      const shared = accounts.length > 1;
      yield {
        rule: shared ? 'k8s-cloud-identity-shared' : 'k8s-cloud-identity',
        severity: shared ? 'medium' : 'info',
        message: shared
          ? `${accounts.length} service accounts act as \`${identity.name}\`: ${accounts.map((id) => `\`${id.slice(7)}\``).join(', ')}.`
          : `Service account \`${accounts[0]!.slice(7)}\` acts as \`${identity.name}\`.`,
        fix: shared
          ? 'Give each service account a cloud identity of its own with the rights it uses.'
          : 'Keep one cloud identity a service account, and its trust bound to this namespace and account.',
        entities: [identity.id, ...accounts],
        route: [accounts[0]!, identity.id],
        locations: edges.flatMap((edge) => edge.locations),
        key: identity.id,
      };
    }
  },
};
