import type { Edge, Observation, ReadContext } from '../../model/index.ts';
import { entries, get, locate, text } from '../tree/tree.ts';
import type { KubeObject } from './documents.ts';
import { accountId, metadata, namespaceOf, placeIn, placeOf, settings } from './object.ts';

/** Annotations that let a service account act as an identity of a cloud, and the canonical id of that identity. */
const CLOUD: { key: string; form: RegExp; id(value: string): string }[] = [
  // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
  {
    key: 'eks.amazonaws.com/role-arn',
    form: /^arn:[\w-]+:iam::\d{12}:role\/\S+$/,
    id: (arn) => `aws:${arn}`,
  },
  // https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
  {
    key: 'iam.gke.io/gcp-service-account',
    form: /^[\w.-]+@[\w.-]+\.gserviceaccount\.com$/,
    id: (mail) => `gcp:sa:${mail}`,
  },
  // https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
  {
    key: 'azure.workload.identity/client-id',
    form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    id: (client) => `azure:sp:${client.toLowerCase()}`,
  },
];

/** Who answers for an object, by the label or annotation under which people say so. */
function ownerOf({ tree }: KubeObject): string | undefined {
  const named = [
    ...entries(get(tree, 'metadata', 'labels')),
    ...entries(get(tree, 'metadata', 'annotations')),
  ];
  return text(named.find(({ key }) => /(?:^|[./-])(?:owner|team|contact|maintainer)$/i.test(key))?.value);
}

export function* readAccount(object: KubeObject): Generator<Observation> {
  const id = accountId(namespaceOf(object), object.name);
  const annotations = get(object.tree, 'metadata', 'annotations');
  yield {
    type: 'node',
    node: {
      kind: 'identity',
      id,
      name: `${namespaceOf(object)}/${object.name}`,
      platform: 'kubernetes',
      type: 'service-account',
      human: false,
      ...(ownerOf(object) && { owner: ownerOf(object) }),
      locations: [placeOf(object)],
      confidence: object.confidence,
      settings: settings(object, {
        automountServiceAccountToken: get(object.tree, 'automountServiceAccountToken'),
        namespace: get(object.tree, 'metadata', 'namespace'),
        ...Object.fromEntries(CLOUD.map(({ key }) => [key, get(annotations, key)])),
      }),
    },
  };
  for (const { key, form, id: cloudId } of CLOUD) {
    const at = get(annotations, key);
    const value = text(at) ?? '';
    if (!form.test(value)) continue;
    const edge: Edge = {
      from: id,
      to: cloudId(value),
      kind: 'can-become',
      name: key,
      locations: [placeIn(object, at)],
      confidence: object.confidence,
    };
    yield { type: 'edge', edge };
  }
}

/** Keys of a Secret that name something beside the secret, and values that are no more than its hash. */
const BESIDE =
  /(?:user|username(?:_in)?|login|host|hostname|known_hosts|port|url|uri|endpoint|address|name|e?mail|region|bucket|account|namespace|realm|issuer|client[-_.]?id|tenant[-_.]?id|type|kind|version|path|repo|repository|crt|pem|pub|ya?ml|conf|cfg|ini|sh|sql|toml|json|xml|properties|txt)$/i;
const HASH = /^\$\w{1,8}\$/;

/**
 * A Secret. Of a manifest, values are sealed so that a committed one is recognised, base64 being no encryption; of an export of
 * a cluster's Secrets, which is a list, they are dropped unread.
 * A legacy token Secret is a credential of its service account that never expires.
 */
export function* readSecret(object: KubeObject, context: ReadContext): Generator<Observation> {
  const store = `k8s:secret/${namespaceOf(object)}/${object.name}`;
  if (text(get(object.tree, 'type')) === 'kubernetes.io/service-account-token')
    yield* legacyToken(object, `${store}/token`);
  const exported = object.listed && get(object.tree, 'metadata', 'uid') !== undefined;
  const fields = [...entries(get(object.tree, 'data')), ...entries(get(object.tree, 'stringData'))];
  if (exported) {
    if (fields.length > 0) {
      yield {
        type: 'gap',
        gap: {
          what: 'secret data',
          where: object.path,
          why: `data of Secret ${object.name} was dropped unread; exports need no Secret data`,
        },
      };
    }
    return;
  }
  for (const [field, decode] of [
    ['data', fromBase64],
    ['stringData', (value: string) => value],
  ] as const) {
    for (const entry of entries(get(object.tree, field))) {
      const value = decode(text(entry.value) ?? '');
      if (!value) continue;
      const sealed = context.seal(value, entry.key);
      const isMade = sealed.rule !== undefined || sealed.generated;
      const isChosen = !BESIDE.test(entry.key) && !HASH.test(value) && /^[^\n]{6,200}$/.test(value);
      if (sealed.placeholder || !(isMade || isChosen) || value.includes('BEGIN CERTIFICATE')) continue;
      const id = `cred:${sealed.fingerprint}`;
      yield {
        type: 'node',
        node: {
          kind: 'credential',
          id,
          name: entry.key,
          reference: 'literal',
          provider: sealed.provider,
          rule: sealed.rule,
          lifetime: { class: 'unknown', how: 'value in a Secret manifest' },
          preview: sealed.preview,
          fingerprint: sealed.fingerprint,
          locations: [locate(object.path, entry.value)],
          confidence: sealed.rule ? 'high' : isMade ? 'medium' : 'low',
        },
      };
      yield {
        type: 'same',
        a: id,
        b: `${store}/${entry.key}`,
        why: 'value of this key in the Secret manifest',
        confidence: 'medium',
      };
    }
  }
}

function fromBase64(value: string): string {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value)) return '';
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  return decoded.includes('\ufffd') ? '' : decoded.trim();
}

function* legacyToken(object: KubeObject, id: string): Generator<Observation> {
  const { 'kubernetes.io/service-account.name': account } = metadata(object, 'annotations');
  const labels = get(object.tree, 'metadata', 'labels');
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id,
      name: `${object.name}/token`,
      reference: 'secretRef',
      provider: 'kubernetes',
      class: 'service-account-token',
      lifetime: {
        class: 'static',
        how: 'Secret of type kubernetes.io/service-account-token',
        since: text(get(object.tree, 'metadata', 'creationTimestamp')),
      },
      lastUsed: text(get(labels, 'kubernetes.io/legacy-token-last-used')),
      settings: settings(object, {
        'kubernetes.io/legacy-token-invalid-since': get(labels, 'kubernetes.io/legacy-token-invalid-since'),
      }),
      locations: [placeOf(object)],
      confidence: object.confidence,
    },
  };
  if (account) {
    const edge: Edge = {
      from: id,
      to: accountId(namespaceOf(object), account),
      kind: 'proves',
      locations: [placeOf(object)],
      confidence: object.confidence,
    };
    yield { type: 'edge', edge };
  }
}
