import { edgesTo, type Graph, type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { isExamplePath } from './secrets/found.ts';

const STANDS: Record<string, string> = {
  tracked: 'is tracked by git',
  untracked: 'is not ignored by git',
  unknown: 'lies in a folder that is no git work tree',
};

export const check: Check = {
  id: 'NHI-SEC-008',
  *run(graph) {
    for (const store of nodesOf(graph, 'store')) {
      if (store.platform !== 'env-file') continue;
      const held = edgesTo(graph, store.id, 'stored-in').flatMap((edge) => {
        const node = graph.nodes.get(edge.from);
        return node?.kind === 'credential' && node.reference === 'literal' ? [{ edge, node }] : [];
      });
      const path = store.id.slice('env-file:'.length);
      if (held.length === 0) continue;
      const names = [...new Set(held.flatMap(({ edge }) => edge.name ?? []))];
      const users = agentsReading(graph, path);
      const tracked = store.visibility === 'tracked';
      const doubtful = isExamplePath(path) || held.every(({ node }) => node.confidence === 'low');
      yield {
        rule: tracked ? 'tracked' : 'unignored',
        severity: users.length > 0 ? 'critical' : tracked ? 'high' : 'medium',
        confidence: doubtful ? 'low' : tracked ? 'high' : 'medium',
        message: `\`${path}\` ${STANDS[store.visibility ?? 'unknown']} and holds ${held.length === 1 ? 'a credential' : `${held.length} credentials`}: ${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}${users.length > 0 ? `; read by ${users.map((agent) => `\`${agent.name}\``).join(', ')}` : ''}.`,
        entities: [store.id, ...held.map(({ node }) => node.id), ...users.map((agent) => agent.id)],
        locations: held.flatMap(({ edge }) => edge.locations.slice(0, 1)),
        key: path,
      };
    }
  },
};

/** Agents that hold the file itself as a credential source, by themselves or through a tool. */
function agentsReading(graph: Graph, path: string): NodeOf<'agent'>[] {
  const found = new Map<string, NodeOf<'agent'>>();
  for (const edge of edgesTo(graph, `file:${path}`, 'holds')) {
    const agent = graph.nodes.get(edge.agent ?? edge.from);
    if (agent?.kind === 'agent') found.set(agent.id, agent);
  }
  return [...found.values()];
}
