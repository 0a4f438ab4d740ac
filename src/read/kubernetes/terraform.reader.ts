import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { inBraces } from '../../util/expressions.ts';
import { bracedText } from '../terraform/braced.ts';
import { evaluators } from '../terraform/evaluate.ts';
import type { Evaluator } from '../terraform/frame.ts';
import { blocks, moduleOf, type TfResource } from '../terraform/module.ts';
import { isObject, type Value } from '../terraform/value.ts';
import { prepareHcl } from '../tree/hcl.ts';
import { type DictTree, get, type Tree } from '../tree/tree.ts';
import { readAccount, readSecret } from './accounts.ts';
import type { KubeObject } from './documents.ts';
import { readRbac } from './rbac.ts';

const KINDS: Record<string, string> = {
  service_account: 'ServiceAccount',
  secret: 'Secret',
  role: 'Role',
  cluster_role: 'ClusterRole',
  role_binding: 'RoleBinding',
  cluster_role_binding: 'ClusterRoleBinding',
};

/** `kubernetes_*` resources of Terraform, turned into the objects they become so that one set of readers serves both. */
export const reader: Reader = {
  id: 'kubernetes-terraform',
  paths: ['**/*.tf', '**/*.tf.json'],
  contains: ['kubernetes_service_account', 'kubernetes_role', 'kubernetes_cluster_role', 'kubernetes_secret'],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const module = moduleOf(file, context);
    for (const resource of module.resources) {
      const kind = KINDS[/^kubernetes_(\w+?)(?:_v1)?$/.exec(resource.type)?.[1] ?? ''];
      if (!kind || resource.path !== file.path || resource.mode !== 'resource') continue;
      for (const values of evaluators(module, context).uses.flatMap((use) => use.instances(resource))) {
        const object = objectOf(resource, values, kind);
        if (kind === 'ServiceAccount') yield* readAccount(object);
        else if (kind === 'Secret') yield* readSecret(object, context);
        else yield* readRbac(object);
      }
      yield { type: 'file', path: file.path, surface: 'iam' };
    }
  },
};

/** A value as if it were written at a place. */
function treeOf(value: Value, at: Tree): Tree {
  const { span, pointer } = at;
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((one) => treeOf(one, at)), span, pointer };
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, one]) => ({
      key,
      keySpan: span,
      value: treeOf(one, at),
    }));
    return { kind: 'dict', entries, span, pointer };
  }
  return {
    kind: 'scalar',
    value: typeof value === 'string' ? inBraces(value) : value,
    span,
    pointer,
    style: 'quoted',
  };
}

/** Names of the provider's arguments that differ from the API's by more than their case. */
const RENAMED: Record<string, string> = {
  rule: 'rules',
  subject: 'subjects',
  api_group: 'apiGroup',
  api_groups: 'apiGroups',
  role_ref: 'roleRef',
  resource_names: 'resourceNames',
  non_resource_urls: 'nonResourceURLs',
  automount_service_account_token: 'automountServiceAccountToken',
};
const LISTS = new Set(['rules', 'subjects']);

function objectOf(resource: TfResource, values: Evaluator, kind: string): KubeObject {
  const evaluate = (tree: Tree | undefined) => bracedText(values, tree);
  const convert = (tree: Tree): Tree => {
    if (tree.kind === 'dict') return object(tree);
    if (tree.kind === 'list' && !tree.tag) return { ...tree, items: tree.items.map(convert) };
    const value = tree.tag ? values.value(tree) : undefined;
    return value === undefined || value === null ? tree : treeOf(value, tree);
  };
  const object = (tree: DictTree): DictTree => {
    const named = tree.entries.map((entry) => ({ ...entry, key: RENAMED[entry.key] ?? entry.key }));
    const single = named
      .filter((entry) => !LISTS.has(entry.key))
      .map((entry) => ({ ...entry, value: convert(entry.value) }));
    const lists = [...LISTS].flatMap((key) => {
      const found = named.filter((entry) => entry.key === key);
      const first = found[0];
      return first
        ? [
            {
              ...first,
              value: {
                kind: 'list' as const,
                items: found.map((entry) => convert(entry.value)),
                span: first.value.span,
                pointer: first.value.pointer,
              },
            },
          ]
        : [];
    });
    return { ...tree, entries: [...single, ...lists] };
  };
  const tree = resource.body.kind === 'dict' ? object(resource.body) : resource.body;
  const scalar = (key: string) => evaluate(get(blocks(resource.body, 'metadata')[0], key));
  return {
    kind,
    apiVersion: 'v1',
    name: scalar('name') ?? resource.name,
    namespace: scalar('namespace'),
    tree,
    path: resource.path,
    confidence: 'high',
    listed: false,
  };
}
