import type { Confidence, Location, PolicyFact } from '../../model/index.ts';
import { isBootstrapped, type RoleDocument, type RoleRule } from './rules.ts';

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

/** All roles: those that were read, those every cluster has, aggregated rules included. A repository may hold several of one name: variants, or other clusters. */
export function rolesOf(policies: readonly PolicyFact[]): Role[] {
  const read = policies.filter((policy) => policy.kind === 'role' || policy.kind === 'cluster-role');
  const written = read.map((policy) => roleOf(policy, read));
  const known = new Set(written.filter((role) => role.rules.length > 0).map((role) => role.id));
  const builtin = Object.entries(BUILTIN).map(([name, rules]): Role => {
    const id = `k8s:clusterrole/${name}`;
    return {
      id,
      name,
      cluster: true,
      rules,
      confidence: 'high',
      builtin: true,
      aggregated: labelled(id, name, read),
    };
  });
  return [...written, ...builtin.filter((role) => !known.has(role.id))];
}

function roleOf(policy: PolicyFact, read: readonly PolicyFact[]): Role {
  const document = policy.document as RoleDocument;
  const { id, name } = policy;
  const cluster = policy.kind === 'cluster-role';
  return {
    id,
    name,
    cluster,
    rules: document.rules,
    location: policy.location,
    confidence: document.confidence,
    builtin: isBootstrapped(document.labels) || (cluster && name in BUILTIN),
    aggregated: [...selected(policy, read), ...(cluster && name in BUILTIN ? labelled(id, name, read) : [])],
  };
}

/** Rules of every cluster role whose labels a selector of the aggregation rule matches. */
function selected(policy: PolicyFact, read: readonly PolicyFact[]): Role['aggregated'] {
  const selectors = (policy.document as RoleDocument).aggregationRule?.clusterRoleSelectors ?? [];
  return read.flatMap((other) => {
    const { labels, rules } = other.document as RoleDocument;
    const matched = selectors.some(
      ({ matchLabels }) =>
        matchLabels && Object.entries(matchLabels).every(([key, value]) => labels[key] === String(value)),
    );
    return matched && other.id !== policy.id ? rules.map((rule) => ({ rule, from: other.id })) : [];
  });
}

/** Rules that the label of a user-facing role brings into it. */
function labelled(id: string, name: string, read: readonly PolicyFact[]): Role['aggregated'] {
  return read.flatMap((other) => {
    const { labels, rules } = other.document as RoleDocument;
    const matched = labels[`rbac.authorization.k8s.io/aggregate-to-${name}`] === 'true';
    return matched && other.id !== id ? rules.map((rule) => ({ rule, from: other.id })) : [];
  });
}

/** Of several roles of one name the one that lies nearest to the binding: in the same folder, else with the longest common path. */
export function nearest(roles: readonly Role[], id: string, path: string): Role | undefined {
  const shared = (other: string | undefined): number => {
    if (other === undefined) return -1;
    let at = 0;
    while (at < other.length && other[at] === path[at]) at++;
    return path.slice(0, at).split('/').length;
  };
  const candidates = roles.filter((role) => role.id === id);
  return candidates.reduce<Role | undefined>(
    (best, role) => (!best || shared(role.location?.path) > shared(best.location?.path) ? role : best),
    undefined,
  );
}
