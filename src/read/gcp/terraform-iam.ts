import type { Observation } from '../../model/index.ts';
import { listItems } from '../terraform/evaluate.ts';
import { fill, type Instance } from '../terraform/expand.ts';
import { blocks, type TfResource } from '../terraform/module.ts';
import { get, locate, type Tree } from '../tree/tree.ts';
import { local } from './attributes.ts';
import { type Binding, bindingsPolicy, type Member } from './bindings.ts';
import { mailIn } from './ids.ts';
import type { Tf } from './terraform-resources.ts';

type Here = Tf & { instance: Instance };

/** `google_<thing>_iam_member`, `_binding` and `_policy`. */
export const isIamResource = (type: string): boolean =>
  /_iam_(?:member|binding|policy)$/.test(type) && type !== 'google_iam_policy';

export function* readIam(tf: Here): Generator<Observation> {
  const { resource, module } = tf;
  const at = locate(
    resource.path,
    get(resource.body, 'role') ?? get(resource.body, 'policy_data') ?? resource.body,
  );
  const bindings = resource.type.endsWith('_policy')
    ? policyData(tf)
    : [bindingOf(tf, resource, resource.body)];
  yield* bindingsPolicy(
    local(module, scopeOf(tf)),
    bindings.filter((binding) => binding.role !== ''),
    at,
  );
}

function bindingOf(tf: Here, resource: TfResource, body: Tree): Binding {
  const text = (tree: Tree | undefined) => fill(tf.evaluate(tree), tf.instance, tf.evaluate);
  const members = [get(body, 'member'), ...listItems(get(body, 'members'), tf.module)].flatMap(
    (tree): Member[] => {
      const member = text(tree);
      return tree && member
        ? [{ text: local(tf.module, member), location: locate(resource.path, tree) }]
        : [];
    },
  );
  const condition = blocks(body, 'condition')[0];
  return {
    role: text(get(body, 'role')) ?? '',
    roleLocation: locate(resource.path, get(body, 'role') ?? body),
    members,
    condition: text(get(condition, 'expression')),
  };
}

/** `policy_data` refers to a `google_iam_policy` data source that holds the bindings. */
function policyData(tf: Here): Binding[] {
  const written = get(tf.resource.body, 'policy_data');
  const address =
    written?.kind === 'scalar'
      ? /^(data\.google_iam_policy\.[\w-]+)/.exec(String(written.value))?.[1]
      : undefined;
  const data = address ? tf.module.byAddress.get(address) : undefined;
  return data ? blocks(data.body, 'binding').map((body) => bindingOf(tf, data, body)) : [];
}

/** What the resource is about: the project, folder, organisation or account, else the thing by its type and name. */
function scopeOf(tf: Here): string {
  const { resource } = tf;
  const text = (key: string) => fill(tf.evaluate(get(resource.body, key)), tf.instance, tf.evaluate);
  const kind = /^google_(.+)_iam_(?:member|binding|policy)$/.exec(resource.type)?.[1] ?? '';
  if (kind === 'project') return `projects/${(text('project') ?? '${project}').replace(/^projects\//, '')}`;
  if (kind === 'folder') return `folders/${(text('folder') ?? '${folder}').replace(/^folders\//, '')}`;
  if (kind === 'organization') return `organizations/${text('org_id') ?? '${organization}'}`;
  if (kind === 'service_account') {
    const name = text('service_account_id') ?? '';
    return `serviceAccount:${mailIn(name) ?? name}`;
  }
  const named = [
    'bucket',
    'name',
    'service',
    'secret_id',
    'topic',
    'repository',
    'crypto_key_id',
    'dataset_id',
    'cloud_function',
    'subscription',
    'instance',
  ]
    .map(text)
    .find(Boolean);
  return `//${kind}/${named ?? resource.name}`;
}
