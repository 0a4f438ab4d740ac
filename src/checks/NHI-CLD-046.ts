import { sources } from '../inventory/graph.ts';
import { azurePrincipals } from './azure/principals.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-046',
  *run(graph) {
    for (const identity of azurePrincipals(graph)) {
      const workloads = sources(graph, identity.id, 'acts-as', 'workload').filter(
        (node) => node.platform === 'azure',
      );
      // An identity that a variable names may be another one for each.
      if (workloads.length < 2 || identity.id.includes('${')) continue;
      const strong = identity.privilege === 'admin' || identity.privilege === 'privileged';
      yield {
        severity: strong ? 'high' : 'medium',
        message: `${workloads.length} resources use managed identity \`${identity.name}\`${strong ? `, which holds ${identity.privilegeWhy}` : ''}: ${workloads
          .slice(0, 4)
          .map((node) => `\`${node.name}\``)
          .join(', ')}${workloads.length > 4 ? ' …' : ''}.`,
        entities: [identity.id, ...workloads.map((node) => node.id)],
        locations: workloads.flatMap((node) => node.locations),
        key: identity.id,
      };
    }
  },
};
