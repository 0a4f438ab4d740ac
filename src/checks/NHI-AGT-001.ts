import { credentialsOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Files and labels that say who answers for an agent. */
export const check: Check = {
  id: 'NHI-AGT-001',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      if (agent.surface === 'sub-agent' || agent.labels?.['owner'] || agent.labels?.['sponsor']) continue;
      const held = credentialsOf(graph, agent.id).length;
      yield {
        rule: 'no-owner',
        severity: held === 0 ? 'low' : undefined,
        message: `Nobody is named as answering for ${agent.name} (autonomy ${agent.autonomy.level}, ${held} credentials).`,
        entities: [agent.id],
        locations: agent.locations.slice(0, 1),
        key: agent.id,
      };
    }
  },
};
