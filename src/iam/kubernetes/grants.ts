import type { Edge, GrantNode, Location, Observation, PolicyFact } from '../../model/index.ts';
import { powersOf, type Strength, strengthOf } from './powers.ts';
import type { Role } from './roles.ts';
import { type BindingDocument, isBootstrapped, type RoleRule, type Subject } from './rules.ts';

/** One rule held by one subject in one place. */
export interface Holding {
  subject: Subject;
  grant: GrantNode;
  scope: string;
  strength: Strength;
}

const list = (values: string[] | undefined): string[] => values ?? [];

/** `apps/deployments`, `secrets`, `secrets:named-one`; the core group has no name. */
function resourcesOf(rule: RoleRule): string[] {
  const groups = list(rule.apiGroups).length > 0 ? list(rule.apiGroups) : [''];
  const names = list(rule.resourceNames).length > 0 ? `:${list(rule.resourceNames).join(',')}` : '';
  const kinds = groups.flatMap((group) =>
    list(rule.resources).map((resource) => `${group ? `${group}/` : ''}${resource}${names}`),
  );
  return [...kinds, ...list(rule.nonResourceURLs)];
}

/** A rule of a role as a grant in a scope: `cluster`, `namespace/x`, or `unbound` when nobody holds it. */
export function grantOf(
  role: Role,
  index: number,
  rule: RoleRule,
  scope: string,
  fallback: Location,
): GrantNode {
  const location = rule.location ?? role.location ?? fallback;
  return {
    kind: 'grant',
    id: `k8s:grant/${role.id.slice(4)}@${scope}/${role.location ? `${role.location.path}:${role.location.startLine ?? 0}/` : ''}${index}`,
    name: `${role.cluster ? 'ClusterRole' : 'Role'} ${role.name}, rule ${index + 1}`,
    platform: 'kubernetes',
    effect: 'allow',
    actions: list(rule.verbs),
    resources: resourcesOf(rule),
    scope,
    powers: role.name === 'cluster-admin' && role.cluster ? ['cluster-admin', 'all'] : powersOf(rule),
    statement: role.id,
    locations: [location],
    confidence: role.confidence,
  };
}

/** Every rule of a role with the role that a label took it from. */
export function rulesOf(role: Role): { rule: RoleRule; from?: string }[] {
  return [...role.rules.map((rule) => ({ rule })), ...role.aggregated];
}

/** What a binding gives to whom. The scope of a RoleBinding is its namespace, even when it refers to a ClusterRole. */
export function* bound(
  policy: PolicyFact,
  role: Role,
): Generator<{ observation?: Observation; holding?: Holding }> {
  const document = policy.document as BindingDocument;
  const scope = document.namespace === undefined ? 'cluster' : `namespace/${document.namespace}`;
  for (const [index, { rule, from }] of rulesOf(role).entries()) {
    const grant = grantOf(role, index, rule, scope, document.roleLocation);
    if (from) grant.labels = { aggregatedFrom: from };
    yield { observation: { type: 'node', node: grant } };
    const strength = strengthOf(
      rule,
      grant.powers ?? [],
      document.namespace === undefined ? 'cluster' : 'namespace',
    );
    for (const subject of document.subjects) {
      yield {
        observation: { type: 'edge', edge: hasEdge(policy, subject, grant) },
        holding: { subject, grant, scope, strength },
      };
    }
  }
}

function hasEdge(policy: PolicyFact, subject: Subject, grant: GrantNode): Edge {
  const { labels, roleLocation } = policy.document as BindingDocument;
  return {
    from: subject.id,
    to: grant.id,
    kind: 'has',
    name: policy.name,
    locations: [subject.location, roleLocation],
    confidence: grant.confidence,
    labels: { binding: policy.id, ...(isBootstrapped(labels) ? { own: 'kubernetes' } : {}) },
  };
}
