import { shown } from '../util/expressions.ts';
import type { Check } from './check.ts';
import { agentAccounts } from './kubernetes/agents.ts';
import { holderIds, isSystem, type Right, rightFinding, rights } from './kubernetes/rights.ts';

/** Told by NHI-K8S-001 and 002 where the holder is an agent. */
const OF_AGENTS = new Set(['cluster-admin', 'all', 'wildcard-verbs', 'wildcard-resources']);

export const check: Check = {
  id: 'NHI-K8S-010',
  *run(graph) {
    const agents = agentAccounts(graph);
    for (const right of rights(graph)) {
      const told =
        OF_AGENTS.has(right.power) || (right.power === 'secrets-read' && right.scope === 'cluster');
      const holders = right.holders.filter(
        (edge) =>
          !isSystem(edge.from) && edge.labels?.['own'] !== 'kubernetes' && !(told && agents.has(edge.from)),
      );
      if (holders.length === 0 && (right.holders.length > 0 || isOwnRole(right))) continue;
      yield rightFinding(graph, { ...right, holders });
    }
    yield* widened(graph, (id) => agents.has(id));
  },
};

/** A role that Kubernetes keeps for its own parts. */
const isOwnRole = (right: Right): boolean =>
  /^k8s:(?:clusterrole\/|role\/[^/]+\/)system:/.test(right.grants[0]?.statement ?? '');

/** Rules that a label brings into a role that reads as harmless. */
function* widened(
  graph: Parameters<Check['run']>[0],
  isAgent: (id: string) => boolean,
): ReturnType<Check['run']> {
  for (const right of rights(graph)) {
    const grant = right.grants.find((candidate) => candidate.labels?.['aggregatedFrom']);
    if (!grant || holderIds(right).some(isAgent)) continue;
    const from = grant.labels!['aggregatedFrom']!.slice('k8s:clusterrole/'.length);
    yield {
      rule: 'k8s-aggregated-role-widened',
      severity: 'low',
      message: `ClusterRole \`${shown(grant.statement?.slice('k8s:clusterrole/'.length) ?? '')}\` takes rules of \`${shown(from)}\` by label and so gains: ${grant.actions.join(', ')} on ${grant.resources.join(', ')}.`,
      fix: 'Review who may label ClusterRoles, and list the rules in the role itself where the set is known.',
      entities: [grant.id],
      locations: grant.locations,
      key: `${grant.statement} ${from} ${right.power}`,
    };
  }
}
