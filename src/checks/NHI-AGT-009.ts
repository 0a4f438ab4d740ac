import { type Graph, type NodeOf, nodesOf, sources } from '../inventory/graph.ts';
import { writeCredentials } from './agents/reach.ts';
import type { Check } from './check.ts';

const RANK = { A0: 0, A1: 1, A2: 2, A3: 3, A4: 4, unknown: 3 };

export const check: Check = {
  id: 'NHI-AGT-009',
  *run(graph) {
    for (const memory of nodesOf(graph, 'tool')) {
      // A store, not a server that merely remembers its own steps.
      if (
        !memory.capabilities?.includes('memory') ||
        memory.capabilities.length === 0 ||
        memory.known === 'sequential-thinking'
      )
        continue;
      const agents = sources(graph, memory.id, 'calls', 'agent').filter(
        (agent) => agent.surface !== 'sub-agent',
      );
      if (agents.length < 2) continue;
      const ranked = agents
        .map((agent) => ({ agent, power: power(graph, agent) }))
        .sort((a, b) => b.power - a.power);
      const [strong, weak] = [ranked[0]!, ranked.at(-1)!];
      if (strong.power - weak.power < 2) continue;
      yield {
        rule: 'shared-memory-server',
        message: `\`${memory.name}\` is the memory of ${agents.length} agents of unlike power: what \`${weak.agent.name}\` writes into it, \`${strong.agent.name}\` reads and acts on.`,
        entities: [memory.id, ...agents.map((agent) => agent.id)],
        route: [weak.agent.id, memory.id, strong.agent.id],
        locations: memory.locations,
        key: memory.id,
      };
    }
  },
};

/** Write credentials count double: they are what a planted memory would be after. */
function power(graph: Graph, agent: NodeOf<'agent'>): number {
  return RANK[agent.autonomy.level] + (writeCredentials(graph, agent.id).length > 0 ? 2 : 0);
}
