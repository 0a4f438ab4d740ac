import { edgesFrom, type Graph } from '../inventory/graph.ts';
import type { Edge } from '../model/index.ts';
import type { Check } from './check.ts';
import { type ClusterAgent, clusterAgents, workloadOf } from './kubernetes/agents.ts';

interface Use {
  agent: ClusterAgent;
  edge: Edge;
}

export const check: Check = {
  id: 'NHI-K8S-005',
  *run(graph) {
    for (const [secret, uses] of sharedSecrets(graph)) {
      const agents = [...new Map(uses.map((use) => [use.agent.node.id, use.agent.node])).values()];
      if (agents.length < 2) continue;
      yield {
        message: `${agents.length} agents are given Secret key \`${secret.slice('k8s:secret/'.length)}\`: ${agents.map((agent) => `\`${agent.name}\``).join(', ')}.`,
        entities: [secret, ...agents.map((agent) => agent.id)],
        locations: uses.flatMap((use) => use.edge.locations),
        key: secret,
      };
    }
  },
};

/** Uses by key; who takes the whole Secret takes every key of it. */
function sharedSecrets(graph: Graph): Map<string, Use[]> {
  const byKey = new Map<string, Use[]>();
  for (const agent of clusterAgents(graph)) {
    for (const id of new Set([agent.node.id, workloadOf(graph, agent)])) {
      for (const edge of edgesFrom(graph, id, 'holds')) {
        if (edge.to.startsWith('k8s:secret/'))
          byKey.set(edge.to, [...(byKey.get(edge.to) ?? []), { agent, edge }]);
      }
    }
  }
  for (const [key, uses] of byKey) {
    const whole = byKey.get(key.replace(/\/[^/]+$/, '/*'));
    if (whole && whole !== uses) uses.push(...whole);
  }
  return byKey;
}
