import { edgesFrom, edgesTo, type Graph, nodesOf } from '../../inventory/graph.ts';
import type { Edge, FindingDraft, GrantNode, Severity } from '../../model/index.ts';
import { shown } from '../../util/expressions.ts';
import { oneLess, ownKindsOnly, POWERS } from './powers.ts';

/** One power of one role in one scope, with everybody who holds it. */
export interface Right {
  power: string;
  grants: GrantNode[];
  holders: Edge[];
  scope: string;
}

/** Powers of all roles, one entry a role, power and scope; a wildcard speaks for what it brings along. */
export function rights(graph: Graph): Right[] {
  const found = new Map<string, Right>();
  for (const grant of nodesOf(graph, 'grant')) {
    if (grant.platform !== 'kubernetes') continue;
    const powers = grant.powers ?? [];
    const wide = powers.find(
      (power) => ['cluster-admin', 'all'].includes(power) || power.startsWith('wildcard-'),
    );
    for (const power of wide ? [wide] : powers) {
      const key = `${grant.id.replace(/[^/]+$/, '')} ${power}`;
      const right = found.get(key) ?? { power, grants: [], holders: [], scope: grant.scope ?? 'unbound' };
      right.grants.push(grant);
      right.holders.push(...edgesTo(graph, grant.id, 'has'));
      found.set(key, right);
    }
  }
  return [...found.values()];
}

export const holderIds = (right: Right): string[] => [...new Set(right.holders.map((edge) => edge.from))];

/** Subjects Kubernetes brings itself: its own controllers and administrators. */
export const isSystem = (id: string): boolean =>
  /^k8s:(?:user|group)\/system:(?!authenticated|unauthenticated|serviceaccounts|anonymous)/.test(id);

/** A right as a finding. Nobody holds it, only people may, or it is a controller's own kind: each takes it down. */
export function rightFinding(graph: Graph, right: Right): FindingDraft {
  const power = POWERS[right.power]!;
  const holders = holderIds(right);
  const grant = right.grants[0]!;
  const role = roleName(grant);
  const edge = right.holders[0];
  const builtin = right.power === 'cluster-admin';
  return {
    rule: power.rule,
    severity: severityOf(graph, right, holders),
    confidence: grant.confidence === 'low' ? 'low' : holders.length === 0 ? 'medium' : 'high',
    message:
      holders.length > 0
        ? `${capital(listed(holders))} ${holders.length === 1 ? 'holds' : 'hold'} ${role} ${scopeText(right.scope)}, which lets ${holders.length === 1 ? 'it' : 'them'} ${letsOf(graph, right)}.`
        : `${role} lets its holder ${power.lets}; no binding to it was scanned.`,
    fix: power.fix,
    entities: [...holders.slice(0, 10), grant.id],
    route: holders[0] ? [holders[0], grant.id] : undefined,
    locations:
      builtin && edge
        ? edge.locations
        : [...right.grants.flatMap((g) => g.locations), ...(edge?.locations ?? [])],
    key: `${grant.statement} ${right.scope} ${right.power}`,
  };
}

/** What the right lets its holder do; for pods, as whom in the best case. */
function letsOf(graph: Graph, right: Right): string {
  const { lets } = POWERS[right.power]!;
  const becomes = right.power === 'pods-create' ? reached(graph, right)[0] : undefined;
  const scoped = right.scope === 'cluster' ? lets.replace('the namespace', 'any namespace') : lets;
  return becomes ? `${scoped}, \`${becomes.to.replace('k8s:sa/', '')}\` among them` : scoped;
}

/** Stronger accounts that this right leads to. */
function reached(graph: Graph, right: Right): Edge[] {
  const ids = new Set(right.grants.map((grant) => grant.id));
  return holderIds(right).flatMap((id) =>
    edgesFrom(graph, id, 'can-become').filter((edge) => ids.has(edge.labels?.['grant'] ?? '')),
  );
}

function severityOf(graph: Graph, right: Right, holders: string[]): Severity {
  const power = POWERS[right.power]!;
  let severity =
    right.scope.startsWith('namespace/') && right.scope !== 'namespace/kube-system'
      ? power.namespace
      : power.cluster;
  if (right.power.startsWith('wildcard-') && right.grants.every((grant) => ownKindsOnly(grant.resources)))
    severity = 'low';
  if (right.power === 'pods-create' && reached(graph, right).length > 0)
    severity = right.scope === 'cluster' ? 'high' : 'medium';
  if (holders.length === 0) return severity === 'critical' ? 'medium' : 'low';
  return holders.every(
    (id) => /^k8s:(user|group)\//.test(id) && !/system:(?:un)?authenticated|system:serviceaccounts/.test(id),
  )
    ? oneLess(severity)
    : severity;
}

/** `ClusterRole x` from the id of a role. */
function roleName(grant: GrantNode): string {
  const id = grant.statement ?? grant.id;
  return id.startsWith('k8s:clusterrole/')
    ? `ClusterRole \`${shown(id.slice(16))}\``
    : `Role \`${shown(id.slice('k8s:role/'.length))}\``;
}

const scopeText = (scope: string): string =>
  scope === 'cluster' ? 'in the whole cluster' : `in ${shown(scope).replace('/', ' `')}\``;

/** Up to three names, then how many more. */
export function listed(ids: string[]): string {
  const names = ids.slice(0, 3).map((id) => `${kindOf(id)} \`${shown(id.replace(/^k8s:[a-z]+\//, ''))}\``);
  return ids.length > 3 ? `${names.join(', ')} and ${ids.length - 3} more` : names.join(' and ');
}

const kindOf = (id: string): string =>
  id.startsWith('k8s:sa/')
    ? 'service account'
    : id.startsWith('k8s:group/')
      ? 'group'
      : id.startsWith('k8s:user/')
        ? 'user'
        : 'workload';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
