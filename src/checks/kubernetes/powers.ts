import type { Severity } from '../../model/index.ts';

interface PowerRule {
  rule: string;
  cluster: Severity;
  namespace: Severity;
  /** Completes "lets its holder …". */
  lets: string;
  fix: string;
}

/** How bad each power of a role is, cluster-wide and in one namespace, and what to write instead. */
export const POWERS: Record<string, PowerRule> = {
  'cluster-admin': {
    rule: 'k8s-cluster-admin',
    cluster: 'critical',
    namespace: 'high',
    lets: 'do everything',
    fix: 'Bind a role that lists the verbs and resources it really uses.',
  },
  all: {
    rule: 'k8s-wildcard-all',
    cluster: 'critical',
    namespace: 'high',
    lets: 'do everything to every resource',
    fix: 'List the verbs, resources and API groups it really uses.',
  },
  'wildcard-resources': {
    rule: 'k8s-wildcard-resources',
    cluster: 'high',
    namespace: 'medium',
    lets: 'reach every resource of an API group',
    fix: 'List the resources it really uses in place of `*`.',
  },
  'wildcard-verbs': {
    rule: 'k8s-wildcard-verbs',
    cluster: 'high',
    namespace: 'medium',
    lets: 'use every verb, also ones added later',
    fix: 'List the verbs it really uses in place of `*`.',
  },
  'secrets-read': {
    rule: 'k8s-secrets-read',
    cluster: 'high',
    namespace: 'medium',
    lets: 'read Secrets, tokens of other accounts among them (`list` and `watch` show contents as `get` does)',
    fix: 'Remove `secrets`, or allow `get` on the ones it needs with `resourceNames`.',
  },
  'secrets-write': {
    rule: 'k8s-secrets-write',
    cluster: 'medium',
    namespace: 'low',
    lets: 'write Secrets, and so have a token made for any account of the namespace',
    fix: 'Remove `secrets`, or name the ones it needs with `resourceNames`.',
  },
  escalate: {
    rule: 'k8s-escalate',
    cluster: 'critical',
    namespace: 'high',
    lets: 'give a role more rights than it has itself',
    fix: 'Remove the verb `escalate`.',
  },
  bind: {
    rule: 'k8s-bind',
    cluster: 'critical',
    namespace: 'high',
    lets: 'bind roles it does not hold to itself',
    fix: 'Remove the verb `bind`, or name the roles it may bind with `resourceNames`.',
  },
  impersonate: {
    rule: 'k8s-impersonate',
    cluster: 'critical',
    namespace: 'high',
    lets: 'act as other users, groups or accounts',
    fix: 'Remove the verb `impersonate`, or name whom it may act as with `resourceNames`.',
  },
  'token-create': {
    rule: 'k8s-token-create',
    cluster: 'critical',
    namespace: 'high',
    lets: 'have tokens issued for other service accounts',
    fix: 'Name the accounts with `resourceNames`, or remove `serviceaccounts/token`.',
  },
  'pods-create': {
    rule: 'k8s-pods-create',
    cluster: 'medium',
    namespace: 'low',
    lets: 'start pods with any service account of the namespace',
    fix: 'Keep privileged accounts in other namespaces, or narrow the role to the workloads it manages.',
  },
  'pods-exec': {
    rule: 'k8s-pods-exec',
    cluster: 'high',
    namespace: 'medium',
    lets: 'enter running pods and use their credentials',
    fix: 'Remove `pods/exec`, `pods/attach` and `pods/ephemeralcontainers`.',
  },
  'nodes-proxy': {
    rule: 'k8s-nodes-proxy',
    cluster: 'high',
    namespace: 'medium',
    lets: 'talk to every kubelet past admission and audit, and run commands in any pod',
    fix: 'Use `nodes/metrics` or `nodes/stats` in place of `nodes/proxy`.',
  },
  'csr-approve': {
    rule: 'k8s-csr-approve',
    cluster: 'high',
    namespace: 'high',
    lets: 'approve certificate requests, and so get client certificates of others',
    fix: 'Name the signers it may approve for with `resourceNames`.',
  },
  webhooks: {
    rule: 'k8s-webhooks',
    cluster: 'high',
    namespace: 'medium',
    lets: 'change admission webhooks, and so read or alter every object',
    fix: 'Name its own webhook configurations with `resourceNames`.',
  },
  'aws-auth': {
    rule: 'k8s-aws-auth',
    cluster: 'critical',
    namespace: 'critical',
    lets: 'map any AWS role to cluster administrators in `aws-auth`',
    fix: 'Use EKS access entries and remove write access to `aws-auth`.',
  },
  'cluster-dns': {
    rule: 'k8s-cluster-dns',
    cluster: 'high',
    namespace: 'high',
    lets: 'answer for any name in the cluster by changing `coredns`',
    fix: 'Remove write access to the ConfigMap `coredns`.',
  },
  'events-delete': {
    rule: 'k8s-events-delete',
    cluster: 'medium',
    namespace: 'low',
    lets: 'delete the events that show what was done',
    fix: 'Remove `delete` and `deletecollection` on `events`; they expire by themselves.',
  },
  'bindings-write': {
    rule: 'k8s-bindings-write',
    cluster: 'medium',
    namespace: 'low',
    lets: 'hand the rights it holds to anybody else',
    fix: 'Leave bindings to the people or the pipeline that deploy the cluster.',
  },
  'volumes-create': {
    rule: 'k8s-persistent-volumes',
    cluster: 'medium',
    namespace: 'low',
    lets: 'create volumes on paths of the node',
    fix: 'Leave persistent volumes to a provisioner and allow claims only.',
  },
  'port-forward': {
    rule: 'k8s-port-forward',
    cluster: 'low',
    namespace: 'low',
    lets: 'reach ports of pods that no service exposes',
    fix: 'Remove `pods/portforward`.',
  },
};

/** API groups whose objects decide over identities and nodes; a wildcard elsewhere is a controller that owns its own kinds. */
const OWN_GROUPS =
  /^(?!apps\/|batch\/|rbac\.authorization\.k8s\.io\/|admissionregistration\.k8s\.io\/|certificates\.k8s\.io\/|\*\/)[a-z0-9-]+(\.[a-z0-9-]+)+\//;

/** A wildcard over kinds of one's own API group opens nothing else. */
export const ownKindsOnly = (resources: string[]): boolean =>
  resources.length > 0 && resources.every((resource) => OWN_GROUPS.test(resource));

const DOWN: Record<Severity, Severity> = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'low',
  info: 'info',
};
export const oneLess = (severity: Severity): Severity => DOWN[severity];
