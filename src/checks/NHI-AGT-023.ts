import { edgesFrom, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Local tool servers that are let out to the whole machine, and so to every credential on it. */
export const check: Check = {
  id: 'NHI-AGT-023',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const edge of edgesFrom(graph, agent.id, 'calls')) {
        const tool = nodeOf(graph, edge.to, 'tool');
        const ways = edge.call?.hostAccess ?? [];
        if (!tool || ways.length === 0 || edge.call?.disabled) continue;
        const root = ways.some((way) => way.root);
        yield {
          rule: root ? 'whole-machine' : 'whole-home',
          severity: root ? undefined : 'medium',
          message: `Tool server \`${edge.call!.as}\` of ${agent.name} ${ways.map(({ how }) => how).join(', ')}: keys, tokens and sessions of everything else that lives there are in its reach.`,
          entities: [agent.id, tool.id],
          route: [agent.id, tool.id],
          locations: ways.map(({ location }) => location),
          key: edge.call!.as,
        };
      }
    }
  },
};
