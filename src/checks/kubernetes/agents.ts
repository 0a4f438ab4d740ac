import { edgesFrom, type Graph, nodeOf, nodesOf, sources, targets } from '../../inventory/graph.ts';
import type { AgentNode, Edge, WorkloadNode } from '../../model/index.ts';

/** An AI agent or tool server that runs in a cluster: a custom resource, or pods whose image, arguments or environment say so. */
export interface ClusterAgent {
  node: AgentNode | WorkloadNode;
  /** The account it acts as and the edge that says so; undefined where a controller makes one. */
  account?: { id: string; edge: Edge };
  /** Why the workload is taken for an agent. */
  why: string;
}

/** Every agent, MCP server and program with a model key that the manifests show, each once: an agent that runs in a workload stands for it. */
export function clusterAgents(graph: Graph): ClusterAgent[] {
  const found: ClusterAgent[] = [];
  for (const node of nodesOf(graph, 'workload')) {
    const kind = node.settings?.['agentic']?.value;
    if (node.platform !== 'kubernetes') continue;
    const agents = sources(graph, node.id, 'runs-in', 'agent');
    if (kind === undefined && agents.length === 0) continue;
    const why = String(node.settings?.['agenticWhy']?.value ?? `runs agent \`${agents[0]?.name}\``);
    found.push({ node: agents[0] ?? node, account: accountOf(graph, node.id), why });
  }
  for (const node of nodesOf(graph, 'agent')) {
    const account = accountOf(graph, node.id);
    if (account) found.push({ node, account, why: `is a ${node.client} agent` });
  }
  return found;
}

function accountOf(graph: Graph, id: string): ClusterAgent['account'] {
  const edge = edgesFrom(graph, id, 'acts-as').find((candidate) => candidate.to.startsWith('k8s:sa/'));
  return edge && { id: edge.to, edge };
}

/** Workload an agent runs in, or the node itself. */
export function workloadOf(graph: Graph, agent: ClusterAgent): string {
  return targets(graph, agent.node.id, 'runs-in', 'workload')[0]?.id ?? agent.node.id;
}

/** Accounts of agents with the first agent of each. */
export function agentAccounts(graph: Graph): Map<string, ClusterAgent> {
  const accounts = new Map<string, ClusterAgent>();
  for (const agent of clusterAgents(graph)) {
    if (agent.account && !accounts.has(agent.account.id)) accounts.set(agent.account.id, agent);
  }
  return accounts;
}

/** The token of its account is mounted into the pods: the pod's own word decides, then the account's, then the default. */
export function mountsToken(graph: Graph, workload: WorkloadNode, accountId: string): boolean {
  const pod = workload.settings?.['automountServiceAccountToken']?.value;
  const account = nodeOf(graph, accountId, 'identity')?.settings?.['automountServiceAccountToken']?.value;
  return (pod ?? account ?? true) !== false;
}
