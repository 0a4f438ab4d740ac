import { credentialsOf, edgesFrom, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-015',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const { how, location, all } of agent.autoTrust ?? []) {
        const servers = edgesFrom(graph, agent.id, 'calls').filter((edge) => !edge.call?.disabled).length;
        const held = credentialsOf(graph, agent.id).length;
        yield {
          rule: all ? 'trusts-all' : 'trusts-named',
          // A named list is somebody's choice; it still starts what the next commit puts under that name.
          severity: all ? (servers > 0 && held === 0 ? 'medium' : undefined) : 'medium',
          message: `${agent.name} starts servers of this project that nobody approved: ${how}${servers > 0 ? ` (${servers} configured${held > 0 ? `, with ${held} credentials` : ''})` : ''}.`,
          entities: [agent.id],
          locations: [location],
          key: how,
        };
      }
    }
  },
};
