import { tierOf } from '../inventory/action/tier.ts';
import { edgesFrom, nodeOf, nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Tier-1 agents with a bearer token where the platform could bind it to the holder's certificate. */
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
        continue;
      }
      const svid = [agent.id, ...workloads.map((one) => one.id)]
        .flatMap((id) => targets(graph, id, 'acts-as', 'identity'))
        .find((one) => one.platform === 'spiffe');
      if (!svid || tierOf(graph, agent).level !== 1) continue;
      for (const call of edgesFrom(graph, agent.id, 'calls')) {
        const tool = nodeOf(graph, call.to, 'tool');
        if (tool?.auth !== 'header' || tool.transport === 'stdio') continue;
        yield {
          rule: 'svid-unused',
          message: `\`${agent.name}\` has the SVID \`${svid.name}\` and calls \`${tool.name}\` with a bearer token: mutual TLS would bind the call to it.`,
          entities: [agent.id, tool.id, svid.id],
          route: [agent.id, tool.id],
          locations: call.locations,
          key: `${agent.id} ${tool.id}`,
        };
      }
    }
  },
};
