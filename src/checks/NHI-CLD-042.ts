import { edgesTo, nodeOf } from '../inventory/graph.ts';
import { azurePrincipals } from './azure/principals.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-042',
  *run(graph) {
    for (const principal of azurePrincipals(graph)) {
      if (principal.privilege !== 'admin' && principal.privilege !== 'privileged') continue;
      const edges = edgesTo(graph, principal.id, 'can-become').filter((edge) => edge.name === 'owner');
      if (edges.length === 0) continue;
      const owners = edges.map((edge) => nodeOf(graph, edge.from, 'identity')?.name ?? edge.from);
      yield {
        severity: principal.privilege === 'admin' ? 'critical' : 'high',
        message: `${owners.length} ${owners.length === 1 ? 'owner' : 'owners'} of \`${principal.name}\` can put a credential on it and act with \`${principal.privilegeWhy}\`: ${owners
          .slice(0, 4)
          .map((owner) => `\`${owner}\``)
          .join(', ')}.`,
        entities: [principal.id, ...edges.map((edge) => edge.from)],
        route: [edges[0]!.from, principal.id],
        locations: edges.flatMap((edge) => edge.locations),
        key: principal.id,
      };
    }
  },
};
