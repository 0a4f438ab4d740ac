import type { Check } from './check.ts';
import { agentAccounts } from './kubernetes/agents.ts';
import { rightFinding, rights } from './kubernetes/rights.ts';

export const check: Check = {
  id: 'NHI-K8S-002',
  *run(graph) {
    const agents = agentAccounts(graph);
    for (const right of rights(graph)) {
      if (right.power !== 'secrets-read' || right.scope !== 'cluster') continue;
      for (const edge of right.holders) {
        const agent = agents.get(edge.from);
        if (!agent) continue;
        const draft = rightFinding(graph, { ...right, holders: [edge] });
        yield {
          ...draft,
          rule: undefined,
          message: `Agent workload \`${agent.node.name}\` (${agent.why}): ${draft.message}`,
          entities: [agent.node.id, ...draft.entities],
          route: [agent.node.id, edge.from, right.grants[0]!.id],
          locations: [...draft.locations, ...agent.account!.edge.locations],
          key: `${agent.node.id} ${draft.key}`,
        };
      }
    }
  },
};
