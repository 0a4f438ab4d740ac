import { edgesFrom, nodeOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { clusterAgents, workloadOf } from './kubernetes/agents.ts';

export const check: Check = {
  id: 'NHI-K8S-014',
  *run(graph) {
    for (const agent of clusterAgents(graph)) {
      const workload = workloadOf(graph, agent);
      const edges = edgesFrom(graph, workload, 'holds').filter(
        (edge) => edge.via === 'env' && edge.to.startsWith('k8s:secret/'),
      );
      if (edges.length === 0) continue;
      const names = [...new Set(edges.map((edge) => edge.name ?? '*'))].map((name) =>
        name === '*' ? 'every key of a Secret' : `\`${name}\``,
      );
      const secret = nodeOf(graph, edges[0]!.to, 'credential');
      yield {
        message: `Agent workload \`${agent.node.name}\` (${agent.why}) has Secrets in its environment: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}. A tool it starts, a crash report or a prompt that prints the environment shows them.`,
        entities: [agent.node.id, ...edges.slice(0, 10).map((edge) => edge.to)],
        route: [agent.node.id, secret?.id ?? edges[0]!.to],
        locations: edges.flatMap((edge) => edge.locations),
        key: workload,
      };
    }
  },
};
