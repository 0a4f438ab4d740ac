import { edgesFrom, type Graph, nodesOf, targets } from '../inventory/graph.ts';
import type { FindingDraft, WorkloadNode } from '../model/index.ts';
import type { Check } from './check.ts';
import { mountsToken } from './kubernetes/agents.ts';

export const check: Check = {
  id: 'NHI-K8S-009',
  *run(graph) {
    yield* boundDefaults(graph);
    yield* mounted(graph);
  },
};

function* boundDefaults(graph: Graph): Generator<FindingDraft> {
  for (const account of nodesOf(graph, 'identity')) {
    if (!/^k8s:sa\/[^/]+\/default$/.test(account.id)) continue;
    const [edge] = edgesFrom(graph, account.id, 'has');
    if (!edge) continue;
    const strong = account.privilege === 'admin' || account.privilege === 'privileged';
    yield {
      rule: 'k8s-default-account-bound',
      severity: strong ? 'high' : 'medium',
      message: `The default service account \`${account.name}\` is bound to a role by \`${edge.name}\`: every pod of the namespace without an account of its own gets these rights.`,
      fix: 'Create a dedicated ServiceAccount, bind the role to it, and name it in the one workload that needs it.',
      entities: [account.id, edge.to],
      route: [account.id, edge.to],
      locations: edge.locations,
      key: account.id,
    };
  }
}

/** One finding a file: the pods whose account's token is mounted although nothing shows that they call the API. */
function* mounted(graph: Graph): Generator<FindingDraft> {
  const byFile = new Map<string, { workload: WorkloadNode; account: string }[]>();
  for (const workload of nodesOf(graph, 'workload')) {
    if (workload.platform !== 'kubernetes' || workload.settings?.['agentic']) continue;
    const account = targets(graph, workload.id, 'acts-as', 'identity').find((node) =>
      node.id.startsWith('k8s:sa/'),
    );
    if (
      !account ||
      edgesFrom(graph, account.id, 'has').length > 0 ||
      edgesFrom(graph, account.id, 'can-become').length > 0
    )
      continue;
    if (!mountsToken(graph, workload, account.id)) continue;
    const path = workload.locations[0]?.path ?? '';
    byFile.set(path, [...(byFile.get(path) ?? []), { workload, account: account.id }]);
  }
  for (const [path, found] of byFile) {
    const first = found[0]!;
    const named = !first.account.endsWith('/default');
    const names = found
      .slice(0, 3)
      .map(({ workload }) => `\`${workload.name}\``)
      .join(', ');
    yield {
      rule: named ? 'k8s-token-automounted' : 'k8s-default-account-used',
      severity: 'low',
      confidence: 'medium',
      message: `${names}${found.length > 3 ? ` and ${found.length - 3} more` : ''} ${found.length === 1 ? 'has' : 'have'} an API token of ${named ? `\`${first.account.slice(7)}\`` : 'the default service account'} mounted; no right of that account was found.`,
      fix: 'Set `automountServiceAccountToken: false`, and name a ServiceAccount of its own where the workload does call the API.',
      entities: found.map(({ workload }) => workload.id),
      locations: found.flatMap(({ workload }) => workload.locations[0] ?? []),
      key: path,
    };
  }
}
