import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { callers, edgesTo, sources } from '../../inventory/graph.ts';
import type { FindingDraft, Node } from '../../model/index.ts';

/** What a finding is about: its nodes, the chain, and the agents whose risk it is. */
export interface Subject {
  /** Nodes named by the finding. */
  entities: Node[];
  /** Entities and the nodes of the route. */
  nodes: Node[];
  agents: NodeOf<'agent'>[];
}

/** Resolves the ids of a finding. Agents are those it names, else those that use what it names. */
export function subjectOf(graph: Graph, draft: Pick<FindingDraft, 'entities' | 'route'>): Subject {
  const resolve = (ids: readonly string[]) => ids.flatMap((id) => graph.nodes.get(id) ?? []);
  const entities = resolve([...new Set(draft.entities)]);
  const nodes = resolve([...new Set([...draft.entities, ...(draft.route ?? [])])]);
  let agents = nodes.filter((node) => node.kind === 'agent');
  if (agents.length === 0) agents = entities.flatMap((node) => usersOf(graph, node));
  const unique = new Map(agents.map((agent) => [agent.id, agent]));
  return { entities, nodes, agents: [...unique.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Agents that call, run in, act as or hold a node. */
export function usersOf(graph: Graph, node: Node): NodeOf<'agent'>[] {
  switch (node.kind) {
    case 'agent':
      return [node];
    case 'tool':
      return callers(graph, node.id);
    case 'workload':
      return sources(graph, node.id, 'runs-in', 'agent');
    case 'credential':
      return edgesTo(graph, node.id, 'holds').flatMap((edge) => {
        const holder = graph.nodes.get(edge.from);
        if (!holder || holder.kind === 'credential') return [];
        return usersOf(graph, holder).filter((agent) => edge.agent === undefined || edge.agent === agent.id);
      });
    case 'identity':
      return edgesTo(graph, node.id, 'acts-as').flatMap((edge) => {
        const actor = graph.nodes.get(edge.from);
        return actor && actor.kind !== 'identity' ? usersOf(graph, actor) : [];
      });
    default:
      return [];
  }
}
