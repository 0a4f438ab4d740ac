import { credentialsOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Hooks, helpers and servers whose code is fetched when they start. */
export const check: Check = {
  id: 'NHI-AGT-021',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      const held = credentialsOf(graph, agent.id).length;
      for (const { by, from, location } of agent.fetchesCode ?? []) {
        yield {
          rule: 'download-and-run',
          message: `${agent.name} runs what ${from} answers at that moment (\`${by}\`)${held > 0 ? `, beside ${held} credentials` : ''}: whoever holds that address acts as everyone who opens the project.`,
          entities: [agent.id],
          locations: [location],
          key: `${by} ${from}`,
        };
      }
    }
  },
};
