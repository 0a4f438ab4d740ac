import { nodeOf, nodesOf, sources } from '../inventory/graph.ts';
import type { WorkloadNode } from '../model/index.ts';
import { folderOf } from '../util/paths.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-K8S-008',
  *run(graph) {
    for (const account of nodesOf(graph, 'identity')) {
      if (
        account.platform !== 'kubernetes' ||
        !account.id.startsWith('k8s:sa/') ||
        account.id.endsWith('/default')
      )
        continue;
      const workloads = sources(graph, account.id, 'acts-as', 'workload').filter(
        (node) => node.settings?.['agentic'] === undefined,
      );
      const together = largestGroup(unique(workloads));
      if (together.length < 2) continue;
      const privilege = nodeOf(graph, account.id, 'identity')?.privilege;
      const strong = privilege === 'admin' || privilege === 'privileged';
      yield {
        severity: strong ? 'high' : privilege === undefined ? 'low' : 'medium',
        message: `${together.length} workloads act as service account \`${account.name}\`${strong ? `, which is ${privilege === 'admin' ? 'an administrator' : 'privileged'}` : ''}: ${together
          .slice(0, 4)
          .map((node) => `\`${node.name}\``)
          .join(', ')}${together.length > 4 ? ' …' : ''}.`,
        entities: [account.id, ...together.map((node) => node.id)],
        locations: together.flatMap(
          (node) => node.settings?.['serviceAccountName']?.location ?? node.locations[0] ?? [],
        ),
        key: account.id,
      };
    }
  },
};

/** Manifests that leave the namespace open may be variants of one thing or live in different clusters: only those of one folder count together. */
function largestGroup(workloads: WorkloadNode[]): WorkloadNode[] {
  if (workloads.every((node) => node.settings?.['namespace'])) return workloads;
  const groups = new Map<string, WorkloadNode[]>();
  for (const node of workloads) {
    const folder = folderOf(node.locations[0]?.path ?? '');
    groups.set(folder, [...(groups.get(folder) ?? []), node]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

/** A Deployment and a StatefulSet of one name are two ways to run one thing. */
function unique(workloads: WorkloadNode[]): WorkloadNode[] {
  return [...new Map(workloads.map((node) => [node.name.slice(node.name.indexOf(' ') + 1), node])).values()];
}
