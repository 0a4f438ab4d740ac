import { credentialsOf, edgesFrom, type NodeOf, nodeOf, nodesOf } from '../inventory/graph.ts';
import { changesThings } from './agents/power.ts';
import { calledBy } from './agents/reach.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-007',
  *run(graph) {
    for (const parent of nodesOf(graph, 'agent')) {
      const children = edgesFrom(graph, parent.id, 'delegates-to').flatMap((edge) => {
        const child = nodeOf(graph, edge.to, 'agent');
        // What the child is given of its own, or a list that leaves something out, narrows it.
        return child && edge.labels?.['narrowed'] !== 'true' ? [{ edge, child }] : [];
      });
      if (children.length === 0) continue;
      const held = credentialsOf(graph, parent.id).filter(
        // The key of the model is the process's, not an authority to act.
        ({ credential }) => credential.reference !== 'placeholder' && credential.provider !== 'llm',
      );
      const tools = calledBy(graph, parent.id).filter(({ tool }) => changesThings(tool.capabilities));
      // Passing on nothing is no loss.
      if (held.length === 0 && tools.length === 0) continue;
      const names = [...new Set(held.map(({ credential }) => `\`${credential.name}\``))].slice(0, 3);
      yield {
        rule: 'inherits-everything',
        message: `${list(children.map(({ child }) => child))} get${children.length === 1 ? 's' : ''} the whole authority of ${parent.name}: ${[tools.length > 0 ? `${tools.length} servers that change things` : '', names.length > 0 ? `credentials ${names.join(', ')}` : ''].filter(Boolean).join(' and ')}.`,
        fix: 'Name the tools of each sub-agent, and hand those that need a credential one of their own.',
        entities: [parent.id, ...children.map(({ child }) => child.id)],
        route: [parent.id, children[0]!.child.id],
        locations: children.flatMap(({ edge }) => edge.locations.slice(0, 1)),
        key: parent.id,
      };
    }
  },
};

const list = (agents: NodeOf<'agent'>[]): string => {
  const names = agents.slice(0, 4).map((agent) => `\`${agent.name}\``);
  return agents.length > 4 ? `${names.join(', ')} and ${agents.length - 4} more` : names.join(', ');
};
