import type { Check } from './check.ts';
import { type ClusterAgent, clusterAgents } from './kubernetes/agents.ts';

export const check: Check = {
  id: 'NHI-K8S-003',
  *run(graph) {
    const byAccount = new Map<string, ClusterAgent[]>();
    for (const agent of clusterAgents(graph)) {
      if (!agent.account) continue;
      byAccount.set(agent.account.id, [...(byAccount.get(agent.account.id) ?? []), agent]);
    }
    for (const [id, agents] of byAccount) {
      const names = agents.map((agent) => `\`${agent.node.name}\``).join(', ');
      const account = id.slice('k8s:sa/'.length);
      const places = agents.flatMap((agent) => agent.account!.edge.locations);
      if (account.endsWith('/default')) {
        yield {
          rule: 'k8s-agent-default-account',
          severity: 'medium',
          message: `${names} ${agents.length === 1 ? 'runs' : 'run'} as the namespace's default service account \`${account}\`, which every other pod without an account of its own uses too.`,
          fix: 'Create a ServiceAccount for each agent and name it in `serviceAccountName`.',
          entities: [id, ...agents.map((agent) => agent.node.id)],
          locations: places,
          key: id,
        };
      } else if (agents.length > 1) {
        yield {
          rule: 'k8s-agents-share-account',
          message: `${agents.length} agent workloads act as service account \`${account}\`: ${names}. They cannot be told apart in the audit log nor revoked apart.`,
          entities: [id, ...agents.map((agent) => agent.node.id)],
          locations: places,
          key: id,
        };
      }
    }
  },
};
