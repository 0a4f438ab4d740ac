import { type Graph, type NodeOf, nodesOf, sources } from '../inventory/graph.ts';
import { calledBy } from './agents/reach.ts';
import type { Check } from './check.ts';

/** Sub-agents of one parent that lack a list are one habit, and one finding. */
export const check: Check = {
  id: 'NHI-AGT-006',
  *run(graph) {
    const groups = new Map<string, NodeOf<'agent'>[]>();
    for (const agent of nodesOf(graph, 'agent')) {
      if (!agent.unrestrictedTools) continue;
      const parent = sources(graph, agent.id, 'delegates-to', 'agent')[0]?.id ?? agent.id;
      const key = `${parent}\0${agent.unrestrictedTools.preselectionOnly ?? false}\0${agent.unrestrictedTools.how}`;
      groups.set(key, [...(groups.get(key) ?? []), agent]);
    }
    for (const agents of groups.values()) yield draft(graph, agents);
  },
};

function draft(graph: Graph, agents: NodeOf<'agent'>[]) {
  const [first] = agents as [NodeOf<'agent'>];
  const { how, preselectionOnly } = first.unrestrictedTools!;
  const reached = calledBy(graph, first.id);
  const names = agents.slice(0, 5).map((agent) => `\`${agent.name}\``);
  return {
    rule: preselectionOnly ? 'preselection' : 'no-tool-list',
    severity:
      preselectionOnly || (first.surface === 'sub-agent' && reached.length === 0)
        ? ('low' as const)
        : undefined,
    message: `${names.join(', ')}${agents.length > 5 ? ` and ${agents.length - 5} more agents` : ''} may call every tool: ${how}${
      reached.length > 0
        ? ` (${reached
            .map(({ edge }) => `\`${edge.call?.as ?? edge.name}\``)
            .slice(0, 5)
            .join(', ')} among them)`
        : ''
    }.`,
    fix: 'Name the tools each agent needs in its own definition.',
    entities: agents.map((agent) => agent.id),
    locations: agents.map((agent) => agent.unrestrictedTools!.location),
    key: how,
  };
}
