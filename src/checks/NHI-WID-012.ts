import { edgesFrom, type Graph, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { AgentNode, Edge, IdentityNode, WorkloadNode } from '../model/index.ts';
import type { Check } from './check.ts';
import { chainText, shortestChain } from './identity/chains.ts';

export const check: Check = {
  id: 'NHI-WID-012',
  *run(graph) {
    for (const start of starts(graph)) {
      for (const { identity, way } of identitiesOf(graph, start.id)) {
        if (identity.privilege === 'admin') continue;
        const chain = shortestChain(
          graph,
          identity.id,
          (end) => end.privilege === 'admin' && end.human !== true,
        );
        if (!chain) continue;
        // Within one cloud the chain is told by that cloud's own check.
        const platforms = new Set([
          identity.platform,
          ...chain.edges.map((edge) => nodeOf(graph, edge.to, 'identity')?.platform),
        ]);
        if (platforms.size < 2) continue;
        const route = [start.id, ...way.map((edge) => edge.to), ...chain.edges.map((edge) => edge.to)];
        yield {
          confidence: [...way, ...chain.edges].some((edge) => edge.confidence === 'low') ? 'low' : 'medium',
          message: `${start.kind === 'agent' ? 'Agent' : 'Agent workload'} \`${start.name}\` acts as \`${identity.name}\` ${chainText(graph, chain)}, an administrator${chain.end.privilegeWhy ? ` (${chain.end.privilegeWhy})` : ''}.`,
          fix: `Break the first step that nobody needs: ${chain.edges.map((edge) => `\`${nodeOf(graph, edge.from, 'identity')?.name}\` → \`${nodeOf(graph, edge.to, 'identity')?.name}\``).join(', ')}.`,
          entities: [...new Set([start.id, identity.id, ...chain.edges.map((edge) => edge.to)])],
          route: [...new Set(route)],
          locations: [
            ...chain.edges.flatMap((edge) => edge.locations.slice(0, 1)),
            ...way.flatMap((edge) => edge.locations.slice(0, 1)),
          ],
          key: `${start.id} ${identity.id} ${chain.end.id}`,
        };
      }
    }
  },
};

/** Agents, and workloads that are agents although no agent is described apart from them. */
function starts(graph: Graph): (AgentNode | WorkloadNode)[] {
  const agentic = nodesOf(graph, 'workload').filter(
    (node) =>
      node.settings?.['agentic'] && (graph.in.get(node.id) ?? []).every((edge) => edge.kind !== 'runs-in'),
  );
  return [...nodesOf(graph, 'agent'), ...agentic];
}

/** Identities something acts as, itself or through what it runs in. */
function identitiesOf(graph: Graph, id: string): { identity: IdentityNode; way: Edge[] }[] {
  const own = edgesFrom(graph, id, 'acts-as').map((edge) => [edge]);
  const through = edgesFrom(graph, id, 'runs-in').flatMap((runs) =>
    edgesFrom(graph, runs.to, 'acts-as').map((edge) => [runs, edge]),
  );
  return [...own, ...through].flatMap((way) => {
    const identity = nodeOf(graph, way.at(-1)!.to, 'identity');
    return identity ? [{ identity, way }] : [];
  });
}
