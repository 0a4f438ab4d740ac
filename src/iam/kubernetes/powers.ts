import { allows, allowsEverything, type RoleRule } from './rules.ts';

/** What a rule amounts to beyond its words. Names are used by the checks and shown by `explain`. */
export type Power =
  | 'all'
  | 'wildcard-verbs'
  | 'wildcard-resources'
  | 'secrets-read'
  | 'secrets-write'
  | 'escalate'
  | 'bind'
  | 'impersonate'
  | 'token-create'
  | 'pods-create'
  | 'pods-exec'
  | 'nodes-proxy'
  | 'csr-approve'
  | 'webhooks'
  | 'aws-auth'
  | 'cluster-dns'
  | 'events-delete'
  | 'bindings-write'
  | 'volumes-create'
  | 'port-forward';

const RBAC = 'rbac.authorization.k8s.io';
const WRITE = ['create', 'update', 'patch'];

/** Kinds that start pods with any service account of their namespace. */
const CONTROLLERS: [group: string, resource: string][] = [
  ['', 'pods'],
  ['', 'replicationcontrollers'],
  ['apps', 'deployments'],
  ['apps', 'daemonsets'],
  ['apps', 'statefulsets'],
  ['apps', 'replicasets'],
  ['batch', 'jobs'],
  ['batch', 'cronjobs'],
];

/**
 * One line a power. Why each is one: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks.
 * A power that a wildcard brings along is not listed besides the wildcard.
 */
const TABLE: [Power, (rule: RoleRule) => boolean][] = [
  ['secrets-read', (r) => allows(r, '', 'secrets', 'get', 'list', 'watch')],
  ['secrets-write', (r) => allows(r, '', 'secrets', ...WRITE)],
  ['escalate', (r) => allows(r, RBAC, 'roles', 'escalate') || allows(r, RBAC, 'clusterroles', 'escalate')],
  ['bind', (r) => allows(r, RBAC, 'roles', 'bind') || allows(r, RBAC, 'clusterroles', 'bind')],
  [
    'impersonate',
    (r) => ['users', 'groups', 'serviceaccounts'].some((what) => allows(r, '', what, 'impersonate')),
  ],
  ['token-create', (r) => allows(r, '', 'serviceaccounts/token', 'create')],
  ['pods-create', (r) => CONTROLLERS.some(([group, kind]) => allows(r, group, kind, ...WRITE))],
  [
    'pods-exec',
    (r) =>
      ['pods/exec', 'pods/attach'].some((what) => allows(r, '', what, 'create', 'get')) ||
      allows(r, '', 'pods/ephemeralcontainers', 'update', 'patch'),
  ],
  ['nodes-proxy', (r) => allows(r, '', 'nodes/proxy', 'get', 'create')],
  [
    'csr-approve',
    (r) =>
      allows(r, 'certificates.k8s.io', 'certificatesigningrequests/approval', 'update', 'patch') ||
      allows(r, 'certificates.k8s.io', 'signers', 'approve', 'sign'),
  ],
  [
    'webhooks',
    (r) =>
      ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'].some((what) =>
        allows(r, 'admissionregistration.k8s.io', what, ...WRITE),
      ),
  ],
  [
    'aws-auth',
    (r) => r.resourceNames?.includes('aws-auth') === true && allows(r, '', 'configmaps', 'update', 'patch'),
  ],
  [
    'cluster-dns',
    (r) => r.resourceNames?.includes('coredns') === true && allows(r, '', 'configmaps', 'update', 'patch'),
  ],
  [
    'events-delete',
    (r) =>
      allows(r, '', 'events', 'delete', 'deletecollection') ||
      allows(r, 'events.k8s.io', 'events', 'delete', 'deletecollection'),
  ],
  [
    'bindings-write',
    (r) => ['rolebindings', 'clusterrolebindings'].some((what) => allows(r, RBAC, what, ...WRITE)),
  ],
  ['volumes-create', (r) => allows(r, '', 'persistentvolumes', 'create')],
  ['port-forward', (r) => allows(r, '', 'pods/portforward', 'create', 'get')],
];

/** Powers that stay harmless when the rule names the objects it is about. `bind` of named roles is judged by those roles, not here. */
const HARMLESS_WHEN_NAMED = new Set<Power>([
  'secrets-read',
  'secrets-write',
  'webhooks',
  'pods-create',
  'token-create',
  'bind',
  'escalate',
  'csr-approve',
]);

/** Powers of one rule. A rule that allows everything, or everything on a resource, is named by its wildcard first. */
export function powersOf(rule: RoleRule): Power[] {
  if (allowsEverything(rule)) return ['all'];
  const named = (rule.resourceNames?.length ?? 0) > 0;
  const found = TABLE.filter(([power, test]) => !(named && HARMLESS_WHEN_NAMED.has(power)) && test(rule)).map(
    ([power]) => power,
  );
  const resources = rule.resources ?? [];
  if (named || resources.length === 0) return found;
  if (resources.includes('*')) return ['wildcard-resources', ...found];
  return rule.verbs?.includes('*') ? ['wildcard-verbs', ...found] : found;
}

const ADMIN = new Set<Power>(['all', 'escalate', 'bind', 'impersonate', 'nodes-proxy']);
const PRIVILEGED = new Set<Power>([
  'wildcard-resources',
  'secrets-read',
  'secrets-write',
  'token-create',
  'pods-create',
  'pods-exec',
  'csr-approve',
  'webhooks',
  'aws-auth',
]);

export type Strength = 'none' | 'read' | 'write' | 'privileged' | 'admin';
const ORDER: Strength[] = ['none', 'read', 'write', 'privileged', 'admin'];

/** How strong one rule makes its holder, in the whole cluster or in one namespace. */
export function strengthOf(
  rule: RoleRule,
  powers: readonly string[],
  scope: 'cluster' | 'namespace',
): Strength {
  const set = powers as readonly Power[];
  if (set.some((power) => ADMIN.has(power))) return scope === 'cluster' ? 'admin' : 'privileged';
  if (set.some((power) => PRIVILEGED.has(power))) return 'privileged';
  const reads = (rule.verbs ?? []).every((verb) => ['get', 'list', 'watch'].includes(verb));
  return reads ? 'read' : 'write';
}

export const stronger = (a: Strength, b: Strength): boolean => ORDER.indexOf(a) > ORDER.indexOf(b);
export const strongest = (list: Strength[]): Strength =>
  list.reduce((best, one) => (stronger(one, best) ? one : best), 'none' as Strength);
