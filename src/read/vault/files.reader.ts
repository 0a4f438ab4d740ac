import type { Observation, ReadContext, Reader, Setting, SourceFile } from '../../model/index.ts';
import { baseOf } from '../../util/paths.ts';
import { prepareHcl } from '../tree/hcl.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { authRole, policy, subjectsOf } from './nodes.ts';
import { pathRules } from './policy.ts';

/** Policy files, and what `vault read -format=json` prints of roles, policies and mounts, and `vault operator init -format=json`. */
export const reader: Reader = {
  id: 'vault-files',
  paths: ['**/*.hcl', '**/*.json'],
  contains: [
    'capabilities',
    '"secret_id_ttl"',
    '"bind_secret_id"',
    '"token_policies"',
    '"role_type"',
    '"root_token"',
    '"allowed_policies"',
    '"max_lease_ttl"',
  ],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const seen = file.path.endsWith('.hcl') ? [...policyFile(file)] : [...response(file, context)];
    yield* seen;
    if (seen.length > 0) yield { type: 'file', path: file.path, surface: 'iam' };
  },
};

function* policyFile(file: SourceFile): Generator<Observation> {
  const rules = pathRules(file.text, (tree) => locate(file.path, tree));
  if (rules.length > 0) yield policy(baseOf(file.path).replace(/\.hcl$/, ''), rules, rules[0]!.location);
}

/** A response carries the role's fields under `data` and the request's path nowhere: it is taken from the file's own path where that repeats it. */
function* response(file: SourceFile, context: ReadContext): Generator<Observation> {
  const { tree } = parseJson(file.text);
  const at = (inner: Tree | undefined) => locate(file.path, inner ?? tree);
  const token = get(tree, 'root_token');
  if (text(token)) yield* rootToken(token!, file.path, context);
  const data = get(tree, 'data');
  if (!data) return;
  const rules = text(get(data, 'policy')) ?? text(get(data, 'rules'));
  const named = text(get(data, 'name')) ?? baseOf(file.path).replace(/\.json$/, '');
  if (rules?.includes('capabilities'))
    yield policy(
      named,
      pathRules(rules, () => at(get(data, 'policy') ?? get(data, 'rules'))),
      at(data),
    );
  const method = methodOf(data);
  if (!method) return;
  const [, mount, name] = /auth[/_-]([\w-]+)[/_-]roles?[/_-]([\w.-]+)\.json$/.exec(file.path) ?? [];
  const policies = ['token_policies', 'policies', 'allowed_policies'].flatMap((key) => items(get(data, key)));
  yield* authRole({
    mount: mount ?? method,
    name: name ?? named,
    method,
    location: at(data),
    settings: settingsOf(data, at),
    policies: policies.flatMap((item) => (text(item) ? [{ name: text(item)!, location: at(item) }] : [])),
    subjects: subjectsOf(boundOf(data, at)),
  });
}

function methodOf(data: Tree): string | undefined {
  if (get(data, 'bind_secret_id')) return 'approle';
  if (get(data, 'bound_service_account_names')) return 'kubernetes';
  if (get(data, 'role_type') && (get(data, 'bound_claims') ?? get(data, 'user_claim')))
    return text(get(data, 'role_type'));
  if (get(data, 'bound_iam_principal_arn')) return 'aws';
  return get(data, 'allowed_policies') && get(data, 'orphan') ? 'token' : undefined;
}

function settingsOf(
  data: Tree,
  at: (tree: Tree | undefined) => ReturnType<typeof locate>,
): Record<string, Setting> {
  return Object.fromEntries(
    entries(data).flatMap(({ key, value }): [string, Setting][] => {
      if (value.kind === 'scalar' && value.value !== null && typeof value.value !== 'string')
        return [[key, { value: value.value, location: at(value) }]];
      if (
        value.kind === 'scalar' &&
        typeof value.value === 'string' &&
        /^(?:bound_|role_type|user_claim|token_|secret_id_)/.test(key)
      )
        return [[key, { value: value.value, location: at(value) }]];
      const list =
        value.kind === 'list'
          ? items(value).flatMap((item) => text(item) ?? [])
          : entries(value).flatMap((entry) => claim(entry.key, entry.value));
      return list.length > 0 ? [[key, { value: list.join('\n'), location: at(value) }]] : [];
    }),
  );
}

const claim = (key: string, value: Tree): string[] =>
  value.kind === 'list'
    ? value.items.flatMap((item) => `${key}=${text(item) ?? ''}`)
    : [`${key}=${text(value) ?? ''}`];

function boundOf(data: Tree, at: (tree: Tree | undefined) => ReturnType<typeof locate>) {
  return entries(data)
    .filter(({ key }) => key.startsWith('bound_'))
    .flatMap(({ key, value }) =>
      items(value, true).flatMap((item) =>
        text(item) ? [{ key, value: text(item)!, location: at(item) }] : [],
      ),
    );
}

/** The first token of a Vault: it may do everything and never ends. */
function* rootToken(tree: Tree, path: string, context: ReadContext): Generator<Observation> {
  const sealed = context.seal(text(tree)!, 'root_token');
  if (sealed.placeholder) return;
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id: `cred:${sealed.fingerprint}`,
      name: 'root token',
      provider: 'vault',
      class: 'vault-root-token',
      reference: 'literal',
      privilege: 'admin',
      rule: sealed.rule,
      lifetime: { class: 'static', how: 'a root token never ends' },
      preview: sealed.preview,
      fingerprint: sealed.fingerprint,
      locations: [locate(path, tree)],
      confidence: 'high',
    },
  };
}
