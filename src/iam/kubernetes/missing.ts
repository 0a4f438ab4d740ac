import type { GrantNode, Observation, PolicyFact } from '../../model/index.ts';
import { type BindingDocument, isBootstrapped, type RoleDocument } from './rules.ts';

/**
 * A binding of a cluster to a role that the same export does not show: its subjects hold nothing today, and whatever a role of that name will
 * allow tomorrow.
 */
export function* missingRole(policy: PolicyFact, roles: readonly PolicyFact[]): Generator<Observation> {
  const { roleRef, roleLocation, subjects, exported, namespace } = policy.document as BindingDocument;
  if (!exported || !roleRef?.name || !roleRef.kind || !showsRoles(roles, roleRef.kind)) return;
  const grant: GrantNode = {
    kind: 'grant',
    id: `k8s:grant/${policy.id.slice(4)}/missing`,
    name: `${roleRef.kind} ${roleRef.name}`,
    platform: 'kubernetes',
    effect: 'allow',
    actions: [],
    resources: [],
    scope: namespace === undefined ? 'cluster' : `namespace/${namespace}`,
    powers: [],
    settings: { missing: { value: true, location: roleLocation } },
    locations: [roleLocation],
    confidence: 'medium',
  };
  yield { type: 'node', node: grant };
  for (const { id, location } of subjects)
    yield {
      type: 'edge',
      edge: {
        from: id,
        to: grant.id,
        kind: 'has',
        name: policy.name,
        locations: [location, roleLocation],
        confidence: 'medium',
        labels: { binding: policy.id },
      },
    };
}

/**
 * Every cluster has roles of both kinds that it made itself. Where the export shows one, it was asked for that kind, and what it does not show is
 * not there (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings).
 */
const showsRoles = (roles: readonly PolicyFact[], kind: string): boolean =>
  roles.some(({ kind: of, document }) => {
    const { exported, labels } = document as RoleDocument;
    return exported && of === (kind === 'ClusterRole' ? 'cluster-role' : 'role') && isBootstrapped(labels);
  });
