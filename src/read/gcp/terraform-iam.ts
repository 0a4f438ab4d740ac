import type { Observation } from '../../model/index.ts';
import { bracedText } from '../terraform/braced.ts';
import { blocks, type TfResource } from '../terraform/module.ts';
import { asText } from '../terraform/value.ts';
import { get, locate, type Tree } from '../tree/tree.ts';
import { local } from './attributes.ts';
import { type Binding, bindingsPolicy, type Member } from './bindings.ts';
import { mailIn } from './ids.ts';
import type { Tf } from './terraform-resources.ts';

/** `google_<thing>_iam_member`, `_binding` and `_policy`. */
export const isIamResource = (type: string): boolean =>
  /_iam_(?:member|binding|policy)$/.test(type) && type !== 'google_iam_policy';

export function* readIam(tf: Tf): Generator<Observation> {
  const { resource, values } = tf;
  const at = locate(
    resource.path,
    get(resource.body, 'role') ?? get(resource.body, 'policy_data') ?? resource.body,
  );
  const bindings = resource.type.endsWith('_policy')
    ? policyData(tf)
    : [bindingOf(tf, resource, resource.body)];
  yield* bindingsPolicy(
    local(values, scopeOf(tf)),
    bindings.filter((binding) => binding.role !== ''),
    at,
  );
}

function bindingOf(tf: Tf, resource: TfResource, body: Tree): Binding {
  const { values } = tf;
  const text = (tree: Tree | undefined) => bracedText(values, tree);
  const members = ['member', 'members']
    .flatMap((key) => values.members(get(body, key)))
    .flatMap(({ value, tree }): Member[] => {
      const member = asText(value);
      return member ? [{ text: local(values, member), location: locate(resource.path, tree) }] : [];
    });
  const condition = blocks(body, 'condition')[0];
  return {
    role: text(get(body, 'role')) ?? '',
    roleLocation: locate(resource.path, get(body, 'role') ?? body),
    members,
    condition: text(get(condition, 'expression')),
  };
}

/** `policy_data` refers to a `google_iam_policy` data source that holds the bindings. */
function policyData(tf: Tf): Binding[] {
  const written = get(tf.resource.body, 'policy_data');
  const address =
    written?.kind === 'scalar'
      ? /^(data\.google_iam_policy\.[\w-]+)/.exec(String(written.value))?.[1]
      : undefined;
  const data = address ? tf.values.module.byAddress.get(address) : undefined;
  return data ? blocks(data.body, 'binding').map((body) => bindingOf(tf, data, body)) : [];
}

/** What the resource is about: the project, folder, organisation or account, else the thing by its type and name. */
function scopeOf(tf: Tf): string {
  const { resource } = tf;
  const text = (key: string) => bracedText(tf.values, get(resource.body, key));
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
