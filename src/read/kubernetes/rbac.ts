import type { Observation } from '../../model/index.ts';
import { get, items, locate, plain, type Tree, text } from '../tree/tree.ts';
import type { KubeObject } from './documents.ts';
import { accountId, metadata, namespaceOf, placeOf } from './object.ts';

/** Roles and bindings become policies; what they allow is worked out by src/iam/kubernetes when all of them are known. */
export function* readRbac(object: KubeObject): Generator<Observation> {
  yield object.kind.endsWith('Binding') ? binding(object) : role(object);
}

/** A cluster gives what it keeps a uid; manifests have none. */
const isExported = (object: KubeObject): boolean => get(object.tree, 'metadata', 'uid') !== undefined;

function role(object: KubeObject): Observation {
  const cluster = object.kind === 'ClusterRole';
  const rules = items(get(object.tree, 'rules')).map((rule) => ({
    ...listsOf(rule),
    location: locate(object.path, rule),
  }));
  return {
    type: 'policy',
    policy: {
      platform: 'kubernetes',
      kind: cluster ? 'cluster-role' : 'role',
      id: cluster ? `k8s:clusterrole/${object.name}` : `k8s:role/${namespaceOf(object)}/${object.name}`,
      name: object.name,
      attachedTo: [],
      document: {
        namespace: cluster ? undefined : namespaceOf(object),
        rules,
        labels: metadata(object, 'labels'),
        aggregationRule: plain(get(object.tree, 'aggregationRule')),
        exported: isExported(object),
        confidence: object.confidence,
      },
      location: placeOf(object),
    },
  };
}

const LISTS = ['apiGroups', 'resources', 'verbs', 'resourceNames', 'nonResourceURLs'];

/** The elements of a rule, each a list of texts whatever was written: `verbs: "*"` is refused by a cluster, and meant. */
function listsOf(rule: Tree): Record<string, string[]> {
  const found = LISTS.map(
    (key) => [key, items(get(rule, key), true).flatMap((one) => text(one) ?? [])] as const,
  );
  return Object.fromEntries(found.filter(([key]) => get(rule, key) !== undefined));
}

function binding(object: KubeObject): Observation {
  const cluster = object.kind === 'ClusterRoleBinding';
  const namespace = cluster ? undefined : namespaceOf(object);
  const subjects = items(get(object.tree, 'subjects')).flatMap((subject) => {
    const kind = text(get(subject, 'kind'));
    const name = text(get(subject, 'name'));
    if (!kind || !name) return [];
    return [
      {
        kind,
        name,
        id: subjectId(kind, name, text(get(subject, 'namespace')) ?? namespaceOf(object)),
        location: locate(object.path, subject),
      },
    ];
  });
  return {
    type: 'policy',
    policy: {
      platform: 'kubernetes',
      kind: cluster ? 'cluster-role-binding' : 'role-binding',
      id: cluster ? `k8s:clusterrolebinding/${object.name}` : `k8s:rolebinding/${namespace}/${object.name}`,
      name: object.name,
      attachedTo: subjects.map((subject) => subject.id),
      document: {
        namespace,
        roleRef: plain(get(object.tree, 'roleRef')),
        roleLocation: locate(
          object.path,
          get(object.tree, 'roleRef', 'name') ?? get(object.tree, 'roleRef') ?? object.tree,
        ),
        subjects,
        labels: metadata(object, 'labels'),
        exported: isExported(object),
        confidence: object.confidence,
      },
      location: placeOf(object),
    },
  };
}

/** A service account may also be named as the user it authenticates as (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects). */
function subjectId(kind: string, name: string, namespace: string): string {
  const [, accountNamespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  if (kind === 'User' && accountNamespace && account) return accountId(accountNamespace, account);
  if (kind === 'ServiceAccount') return accountId(namespace, name);
  return kind === 'Group' ? `k8s:group/${name}` : `k8s:user/${name}`;
}
