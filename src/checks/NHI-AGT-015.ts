import { credentialsOf, edgesFrom, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-015',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      const trust = agent.autoTrust ?? [];
      const [first] = trust;
      if (!first) continue;
      const servers = edgesFrom(graph, agent.id, 'calls').filter((edge) => !edge.call?.disabled).length;
      const held = credentialsOf(graph, agent.id).length;
      const all = trust.some((one) => one.all);
      const more = trust.length > 1 ? ` and ${trust.length - 1} more` : '';
      yield {
        rule: all ? 'trusts-all' : 'trusts-named',
        // A named list, or folders in somebody's own file, are a choice; they still start what the next commit puts there.
        severity:
          all && !trust.every((one) => one.folder)
            ? servers > 0 && held === 0
              ? 'medium'
              : undefined
            : 'medium',
        message: `${agent.name} starts servers of a project that nobody approved: ${first.how}${more}${servers > 0 ? ` (${servers} configured${held > 0 ? `, with ${held} credentials` : ''})` : ''}.`,
        entities: [agent.id],
        locations: trust.map((one) => one.location),
        key: all ? 'all' : 'named',
      };
    }
  },
};
