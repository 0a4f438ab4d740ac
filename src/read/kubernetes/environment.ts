import type { Edge, Observation, ReadContext } from '../../model/index.ts';
import { hintOf } from '../resolve/hints.ts';
import { get, items, locate, type Tree, text } from '../tree/tree.ts';
import type { KubeObject } from './documents.ts';
import { namespaceOf } from './object.ts';

const SENSITIVE =
  /(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)(?!.*(?:name|file|path|url|uri|type)$)/i;

/** Credentials a pod is given: keys of Secrets in its environment or its files, and values written into the manifest. */
export function* podSecrets(
  workload: string,
  object: KubeObject,
  pod: Tree,
  context: ReadContext,
): Generator<Observation> {
  for (const container of [...items(get(pod, 'initContainers')), ...items(get(pod, 'containers'))]) {
    for (const variable of items(get(container, 'env'))) {
      const name = text(get(variable, 'name')) ?? '';
      const key = get(variable, 'valueFrom', 'secretKeyRef');
      if (key) yield* reference(workload, object, key, text(get(key, 'key')) ?? '*', 'env', name);
      else yield* literal(workload, object, get(variable, 'value'), name, context);
    }
    for (const source of items(get(container, 'envFrom'))) {
      const from = get(source, 'secretRef');
      if (from) yield* reference(workload, object, from, '*', 'env', `${text(get(source, 'prefix')) ?? ''}*`);
    }
  }
  for (const volume of items(get(pod, 'volumes'))) {
    const secret = get(volume, 'secret');
    const name = text(get(volume, 'name')) ?? '';
    if (secret) yield* reference(workload, object, secret, '*', 'mount', name);
    for (const source of items(get(volume, 'projected', 'sources'))) {
      const projected = get(source, 'secret');
      if (projected) yield* reference(workload, object, projected, '*', 'mount', name);
    }
  }
}

function* reference(
  workload: string,
  object: KubeObject,
  tree: Tree,
  key: string,
  via: Edge['via'],
  name: string,
): Generator<Observation> {
  const secret = text(get(tree, 'name')) ?? text(get(tree, 'secretName'));
  if (!secret) return;
  const id = `k8s:secret/${namespaceOf(object)}/${secret}/${key}`;
  const locations = [locate(object.path, tree)];
  const confidence = object.confidence;
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id,
      name: `${secret}/${key}`,
      reference: 'secretRef',
      lifetime: { class: 'unknown', how: 'key of a Kubernetes Secret' },
      names: name && name !== '*' ? [name] : [],
      locations,
      confidence,
      ...(name ? hintOf(name) : {}),
    },
  };
  yield { type: 'edge', edge: { from: workload, to: id, kind: 'holds', via, name, locations, confidence } };
}

function* literal(
  workload: string,
  object: KubeObject,
  tree: Tree | undefined,
  name: string,
  context: ReadContext,
): Generator<Observation> {
  const value = text(tree);
  if (!tree || !value || object.confidence === 'low') return;
  const sealed = context.seal(value, name);
  if (sealed.placeholder || !(sealed.rule || (sealed.generated && SENSITIVE.test(name)))) return;
  const id = `cred:${sealed.fingerprint}`;
  const locations = [locate(object.path, tree)];
  const confidence = sealed.rule ? 'high' : 'medium';
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id,
      name,
      reference: 'literal',
      provider: sealed.provider,
      rule: sealed.rule,
      preview: sealed.preview,
      fingerprint: sealed.fingerprint,
      lifetime: { class: 'unknown', how: 'value in a manifest' },
      names: [name],
      locations,
      confidence,
    },
  };
  yield {
    type: 'edge',
    edge: { from: workload, to: id, kind: 'holds', via: 'env', name, locations, confidence },
  };
}
