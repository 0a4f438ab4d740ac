import type { Confidence, Location } from '../../model/index.ts';

/** One rule of a role as written (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole). */
export interface RoleRule {
  apiGroups?: string[];
  resources?: string[];
  verbs?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
  location?: Location;
}

export interface RoleDocument {
  namespace?: string;
  rules: RoleRule[];
  labels: Record<string, string>;
  aggregationRule?: {
    clusterRoleSelectors?: { matchLabels?: Record<string, string>; matchExpressions?: unknown[] }[];
  };
  /** It comes from a cluster. */
  exported?: boolean;
  confidence: Confidence;
}

export interface Subject {
  kind: string;
  name: string;
  id: string;
  location: Location;
}

export interface BindingDocument {
  namespace?: string;
  roleRef?: { kind?: string; name?: string };
  roleLocation: Location;
  subjects: Subject[];
  labels: Record<string, string>;
  /** It comes from a cluster, so that what it names and the export does not show is not there. */
  exported?: boolean;
  confidence: Confidence;
}

/** Kubernetes made it itself, for its own parts (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings). */
export const isBootstrapped = (labels: Record<string, string>): boolean =>
  labels['kubernetes.io/bootstrapping'] === 'rbac-defaults';

const has = (list: string[] | undefined, ...wanted: string[]): boolean =>
  list !== undefined && (list.includes('*') || wanted.some((one) => list.includes(one)));

/** The rule allows at least one of the verbs on the resource. A wildcard covers everything; one with a subresource covers it on every resource. */
export function allows(rule: RoleRule, group: string, resource: string, ...verbs: string[]): boolean {
  const sub = resource.includes('/') ? [`*/${resource.split('/')[1]}`] : [];
  return has(rule.apiGroups, group) && has(rule.resources, resource, ...sub) && has(rule.verbs, ...verbs);
}

/** Nothing in the rule is left out: every verb on every resource of every group. */
export const allowsEverything = (rule: RoleRule): boolean =>
  rule.verbs?.includes('*') === true &&
  rule.resources?.includes('*') === true &&
  (rule.apiGroups?.includes('*') ?? false) &&
  !rule.resourceNames?.length;
