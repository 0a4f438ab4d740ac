import { nodesOf, sources } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { isDefaultAccount } from './gcp/grants.ts';

export const check: Check = {
  id: 'NHI-CLD-035',
  *run(graph) {
    for (const account of nodesOf(graph, 'identity')) {
      // An account that a variable names may be another one for each.
      if (!/^gcp:sa:[^$@]+@/.test(account.id) || isDefaultAccount(account.id)) continue;
      const workloads = sources(graph, account.id, 'acts-as', 'workload').filter(
        (node) => node.platform === 'gcp',
      );
      if (workloads.length < 2) continue;
      const strong = account.privilege === 'admin' || account.privilege === 'privileged';
      yield {
        severity: strong ? 'high' : 'medium',
        message: `${workloads.length} workloads run as \`${account.name}\`${strong ? `, which is ${account.privilege}` : ''}: ${workloads
          .slice(0, 4)
          .map((node) => node.name)
          .join(', ')}${workloads.length > 4 ? ' …' : ''}.`,
        entities: [account.id, ...workloads.map((node) => node.id)],
        locations: workloads.flatMap((node) => node.settings?.['account']?.location ?? node.locations),
        key: account.id,
      };
    }
  },
};
