import { nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Agents with a bearer token where the platform could bind it to the holder's certificate. */
export const check: Check = {
  id: 'NHI-WID-007',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      const workloads = targets(graph, agent.id, 'runs-in', 'workload');
      const engine = workloads.find((one) => one.platform === 'agent-engine');
      const account =
        engine && targets(graph, engine.id, 'acts-as', 'identity').find((one) => one.platform === 'gcp');
      if (
        engine &&
        account &&
        !/AGENT_IDENTITY/.test(String(engine.settings?.['identity_type']?.value ?? ''))
      ) {
        yield {
          rule: 'agent-engine-service-account',
          message: `\`${agent.name}\` runs as the service account \`${account.name}\`, whose tokens anybody can use; Agent Engine offers an identity whose tokens are bound to a certificate.`,
          entities: [agent.id, engine.id, account.id],
          route: [agent.id, engine.id, account.id],
          locations: [...engine.locations, ...account.locations].slice(0, 4),
          key: agent.id,
        };
      }
    }
  },
};
