import type { Check } from './check.ts';
import { agentAccounts } from './kubernetes/agents.ts';
import { holderIds, rightFinding, rights } from './kubernetes/rights.ts';

export const check: Check = {
  id: 'NHI-K8S-001',
  *run(graph) {
    const agents = agentAccounts(graph);
    for (const right of rights(graph)) {
      if (right.power !== 'cluster-admin' && right.power !== 'all' && !right.power.startsWith('wildcard-'))
        continue;
      for (const id of holderIds(right)) {
        const agent = agents.get(id);
        if (!agent) continue;
        const holders = right.holders.filter((edge) => edge.from === id);
        const draft = rightFinding(graph, { ...right, holders });
        const { edge } = agent.account!;
        yield {
          ...draft,
          rule: 'k8s-agent-wildcard',
          message: `Agent workload \`${agent.node.name}\` (${agent.why}): ${draft.message}`,
          entities: [agent.node.id, ...draft.entities],
          route: [agent.node.id, id, right.grants[0]!.id],
          locations: [...draft.locations, ...edge.locations],
          key: `${agent.node.id} ${draft.key}`,
        };
      }
    }
  },
};
