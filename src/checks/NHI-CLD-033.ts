import { nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { isDefaultAccount } from './gcp/grants.ts';

export const check: Check = {
  id: 'NHI-CLD-033',
  *run(graph) {
    for (const workload of nodesOf(graph, 'workload')) {
      const account = workload.settings?.['account'];
      if (workload.platform !== 'gcp' || !account) continue;
      const identity = targets(graph, workload.id, 'acts-as', 'identity')[0];
      const named = identity && isDefaultAccount(identity.id);
      if (account.value !== 'default' && !named) continue;
      const strong = identity?.privilege === 'admin' || identity?.privilege === 'privileged';
      yield {
        severity: strong ? 'high' : 'medium',
        message: `${workload.name} runs as ${named ? `the default account \`${identity.name}\`` : "the project's default service account"}${strong ? ', which holds Editor or more' : ', which holds Editor unless that was switched off'}.`,
        entities: [workload.id, ...(identity ? [identity.id] : [])],
        route: identity ? [workload.id, identity.id] : undefined,
        locations: [account.location],
        key: workload.id,
      };
    }
  },
};
