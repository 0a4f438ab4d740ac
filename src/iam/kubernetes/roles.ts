import type { Confidence, Location, PolicyFact } from '../../model/index.ts';
import type { RoleDocument, RoleRule } from './rules.ts';

export interface Role {
  id: string;
  name: string;
  cluster: boolean;
  rules: RoleRule[];
  location?: Location;
  confidence: Confidence;
  /** Brought by Kubernetes itself. */
  builtin: boolean;
  /** Rules that labels add, and the roles they come from. */
  aggregated: { rule: RoleRule; from: string }[];
}

const ALL: RoleRule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const EDIT: RoleRule[] = [
  {
    apiGroups: [''],
    resources: ['secrets', 'pods/exec', 'pods/attach', 'pods/portforward', 'services/proxy'],
    verbs: [...READ, ...WRITE],
  },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate', ...WRITE] },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  {
    apiGroups: ['', 'apps', 'batch'],
    resources: [
      'pods',
      'configmaps',
      'services',
      'deployments',
      'daemonsets',
      'statefulsets',
      'replicasets',
      'jobs',
      'cronjobs',
    ],
    verbs: [...READ, ...WRITE],
  },
];

/** Roles every cluster has, as far as a binding to them says something (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles). */
const BUILTIN: Record<string, RoleRule[]> = {
  'cluster-admin': [ALL],
  admin: [
    ...EDIT,
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['roles', 'rolebindings'],
      verbs: [...READ, ...WRITE],
    },
  ],
  edit: EDIT,
  view: [
    {
      apiGroups: ['', 'apps', 'batch'],
      resources: ['pods', 'pods/log', 'configmaps', 'services', 'deployments'],
      verbs: READ,
    },
  ],
};

/** All roles by id: those that were read, those every cluster has, aggregated rules included. */
export function rolesOf(policies: readonly PolicyFact[]): Map<string, Role> {
  const roles = new Map<string, Role>();
  for (const [name, rules] of Object.entries(BUILTIN)) {
    roles.set(`k8s:clusterrole/${name}`, {
      id: `k8s:clusterrole/${name}`,
      name,
      cluster: true,
      rules,
      confidence: 'high',
      builtin: true,
      aggregated: [],
    });
  }
  const read = policies.filter((policy) => policy.kind === 'role' || policy.kind === 'cluster-role');
  for (const policy of read) {
    const document = policy.document as RoleDocument;
    const before = roles.get(policy.id);
    roles.set(policy.id, {
      id: policy.id,
      name: policy.name,
      cluster: policy.kind === 'cluster-role',
      // The same role in two files of a repository is two variants; what either allows counts.
      rules:
        before && !before.builtin
          ? [...before.rules, ...document.rules]
          : document.rules.length > 0
            ? document.rules
            : (before?.rules ?? []),
      location: before?.location ?? policy.location,
      confidence: document.confidence,
      builtin: document.labels['kubernetes.io/bootstrapping'] === 'rbac-defaults' || before?.builtin === true,
      aggregated: [],
    });
  }
  for (const policy of read) aggregate(policy, read, roles);
  for (const name of ['admin', 'edit', 'view']) aggregateBuiltin(name, read, roles);
  return roles;
}

/** Rules of every cluster role whose labels a selector of the aggregation rule matches. */
function aggregate(policy: PolicyFact, read: readonly PolicyFact[], roles: Map<string, Role>): void {
  const selectors = (policy.document as RoleDocument).aggregationRule?.clusterRoleSelectors ?? [];
  for (const other of read) {
    if (other.id === policy.id) continue;
    const { labels, rules } = other.document as RoleDocument;
    const matched = selectors.some(
      ({ matchLabels }) =>
        matchLabels && Object.entries(matchLabels).every(([key, value]) => labels[key] === String(value)),
    );
    if (matched) roles.get(policy.id)?.aggregated.push(...rules.map((rule) => ({ rule, from: other.id })));
  }
}

function aggregateBuiltin(name: string, read: readonly PolicyFact[], roles: Map<string, Role>): void {
  const target = roles.get(`k8s:clusterrole/${name}`);
  for (const other of read) {
    const { labels, rules } = other.document as RoleDocument;
    if (other.id === target?.id || labels[`rbac.authorization.k8s.io/aggregate-to-${name}`] !== 'true')
      continue;
    target?.aggregated.push(...rules.map((rule) => ({ rule, from: other.id })));
  }
}
