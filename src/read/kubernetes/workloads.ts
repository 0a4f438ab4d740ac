import type { Edge, Observation, ReadContext } from '../../model/index.ts';
import { get, items, locate, type Tree, text } from '../tree/tree.ts';
import { agentic } from './agentic.ts';
import type { KubeObject } from './documents.ts';
import { podSecrets } from './environment.ts';
import { accountId, metadata, namespaceOf, placeIn, placeOf, settings, workloadId } from './object.ts';

/** Where each kind keeps the pod it starts. */
const POD: Record<string, string[]> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  DeploymentConfig: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Rollout: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  Service: ['spec', 'template', 'spec'],
};

/** The object starts pods and is not itself made by another one that the export shows too. `Service` is Knative's. */
export function isWorkload(object: KubeObject): boolean {
  if (!(object.kind in POD)) return false;
  if (object.kind === 'Service') return object.apiVersion.startsWith('serving.knative.dev/');
  return !items(get(object.tree, 'metadata', 'ownerReferences')).some((owner) => get(owner, 'controller'));
}

export function* readWorkload(object: KubeObject, context: ReadContext): Generator<Observation> {
  const pod = get(object.tree, ...POD[object.kind]!);
  if (!pod) return;
  const id = workloadId(object);
  const place = placeOf(object);
  const confidence = object.confidence;
  const accountAt = get(pod, 'serviceAccountName') ?? get(pod, 'serviceAccount');
  const account = accountId(namespaceOf(object), text(accountAt) || 'default');
  const kind = agentic(object.name, pod);
  const tokens = projectedTokens(object, pod);
  const svid = items(get(pod, 'volumes')).some(
    (volume) => text(get(volume, 'csi', 'driver')) === 'csi.spiffe.io',
  );
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id,
      name: `${object.kind} ${namespaceOf(object)}/${object.name}`,
      platform: 'kubernetes',
      workloadIdentity: svid || tokens.some(({ audience }) => audience) ? 'used' : 'unknown',
      locations: [place],
      confidence,
      settings: {
        ...settings(object, {
          serviceAccountName: accountAt,
          automountServiceAccountToken: get(pod, 'automountServiceAccountToken'),
          namespace: get(object.tree, 'metadata', 'namespace'),
          ...hostPaths(pod),
        }),
        ...(kind
          ? {
              agentic: { value: kind.kind, location: place },
              agenticWhy: { value: kind.why, location: place },
            }
          : {}),
      },
    },
  };
  const edge = (to: string, how: EdgeTo): Observation => ({
    type: 'edge',
    edge: { from: id, to, confidence, ...how },
  });
  yield edge(account, {
    kind: 'acts-as',
    name: text(accountAt) ? 'serviceAccountName' : 'default',
    locations: [placeIn(object, accountAt)],
  });
  for (const { node, at } of tokens.map((token) => tokenNode(id, object, token))) {
    yield { type: 'node', node };
    yield edge(node.id, { kind: 'holds', via: 'mount', name: node.name, locations: [at] });
    yield { type: 'edge', edge: { from: node.id, to: account, kind: 'proves', locations: [at], confidence } };
  }
  yield* podSecrets(id, object, pod, context);
  yield* injectedVaultRole(object, account);
  if (kind?.kind === 'agent') yield* agentOf(object, id);
}

/** Folders and sockets of the node that the pod mounts, as settings `hostPath:0` and so on. */
function hostPaths(pod: Tree): Record<string, Tree | undefined> {
  const paths = items(get(pod, 'volumes')).flatMap((volume) => get(volume, 'hostPath', 'path') ?? []);
  return Object.fromEntries(paths.map((path, i) => [`hostPath:${i}`, path]));
}

type EdgeTo = Pick<Edge, 'kind' | 'via' | 'name' | 'locations'>;

interface ProjectedToken {
  volume: string;
  path: string;
  audience?: string;
  seconds: number;
  tree: Tree;
}

/** Tokens asked for with their own lifetime and audience; an hour unless said otherwise (https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken). */
function projectedTokens(object: KubeObject, pod: Tree): ProjectedToken[] {
  return items(get(pod, 'volumes')).flatMap((volume) => {
    const name = text(get(volume, 'name')) ?? '';
    // The API server's own volume; written into every pod of an export.
    if (name.startsWith('kube-api-access-')) return [];
    return items(get(volume, 'projected', 'sources')).flatMap((source) => {
      const tree = get(source, 'serviceAccountToken');
      if (!tree) return [];
      return [
        {
          volume: name || object.name,
          path: text(get(tree, 'path')) ?? 'token',
          audience: text(get(tree, 'audience')),
          seconds: Number(text(get(tree, 'expirationSeconds')) ?? 3600),
          tree,
        },
      ];
    });
  });
}

function tokenNode(workload: string, object: KubeObject, token: ProjectedToken) {
  const at = locate(object.path, token.tree);
  const node = {
    kind: 'credential' as const,
    id: `k8s:token/${workload.slice(4)}/${token.volume}/${token.path}`,
    name: `${token.volume}/${token.path}`,
    provider: 'kubernetes',
    class: 'service-account-token',
    reference: 'ambient' as const,
    owner: 'workload' as const,
    lifetime: Number.isFinite(token.seconds)
      ? { class: 'ttl' as const, seconds: token.seconds, how: 'projected service-account token' }
      : { class: 'unknown' as const, how: 'projected service-account token' },
    settings: settings(object, {
      audience: get(token.tree, 'audience'),
      expirationSeconds: get(token.tree, 'expirationSeconds'),
    }),
    locations: [at],
    confidence: object.confidence,
  };
  return { node, at };
}

/** The Vault agent injector logs the pod's account in as this role (https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations). */
function* injectedVaultRole(object: KubeObject, account: string): Generator<Observation> {
  const annotations =
    get(object.tree, 'spec', 'template', 'metadata', 'annotations') ??
    get(object.tree, 'metadata', 'annotations');
  const at = get(annotations, 'vault.hashicorp.com/role');
  const role = text(at);
  if (!role || !/^[\w.-]+$/.test(role)) return;
  const mount = (text(get(annotations, 'vault.hashicorp.com/auth-path')) ?? 'auth/kubernetes').replace(
    /^auth\//,
    '',
  );
  yield {
    type: 'edge',
    edge: {
      from: account,
      to: `vault:role/${mount}/${role}`,
      kind: 'can-become',
      name: 'vault.hashicorp.com/role',
      locations: [placeIn(object, at)],
      confidence: object.confidence,
    },
  };
}

function* agentOf(object: KubeObject, workload: string): Generator<Observation> {
  const id = `agent:kubernetes:${object.path}#${object.name}`;
  const locations = [placeOf(object)];
  const confidence = object.confidence === 'low' ? 'low' : 'medium';
  yield {
    type: 'node',
    node: {
      kind: 'agent',
      id,
      name: object.name,
      client: 'kubernetes',
      surface: 'platform',
      headless: true,
      locations,
      confidence,
      autonomy: { level: 'A4', how: 'runs in a pod without a person', locations, confidence: 'medium' },
      ...(metadata(object, 'labels').owner ? { labels: { owner: metadata(object, 'labels').owner! } } : {}),
    },
  };
  yield { type: 'edge', edge: { from: id, to: workload, kind: 'runs-in', locations, confidence } };
}
