import type { Location, Observation, ReadContext, Setting } from '../../model/index.ts';
import { entries, get, items, type Tree, text } from '../tree/tree.ts';
import { control } from './controls.ts';

/** Turns a place of the parsed configuration into a place of the file it stands in. */
export type Place = (tree: Tree | undefined) => Location;

const SERVER = [
  'trust_domain',
  'default_x509_svid_ttl',
  'default_svid_ttl',
  'default_jwt_svid_ttl',
  'agent_ttl',
  'ca_ttl',
];
const AGENT = [
  'trust_domain',
  'insecure_bootstrap',
  'trust_bundle_path',
  'trust_bundle_url',
  'join_token_file',
];

/** The blocks `server` and `agent` of a SPIRE configuration with their `plugins`; one control each, with the settings that matter. */
export function* readConfig(
  tree: Tree,
  path: string,
  place: Place,
  context: ReadContext,
): Generator<Observation> {
  const server = get(tree, 'server');
  const agent = get(tree, 'agent');
  if (server && get(server, 'trust_domain')) {
    const settings = {
      ...scalars(server, SERVER, place),
      ...lists(server, ['admin_ids'], place),
      ...plugins(tree, place),
      ...federation(server, place),
    };
    const node = control(
      'spire-server',
      path,
      `SPIRE server ${text(get(server, 'trust_domain')) ?? ''}`.trim(),
      place(get(server, 'trust_domain')),
      settings,
    );
    yield { type: 'node', node };
  }
  if (agent && get(agent, 'trust_domain')) {
    const settings = {
      ...scalars(agent, AGENT, place),
      ...lists(agent, ['authorized_delegates', 'allowed_foreign_jwt_claims'], place),
      ...plugins(tree, place),
    };
    const verifiers =
      get(agent, 'experimental', 'allow_unauthenticated_verifiers') ??
      get(agent, 'allow_unauthenticated_verifiers');
    if (text(verifiers) === 'true')
      settings['allow_unauthenticated_verifiers'] = { value: true, location: place(verifiers) };
    const node = control(
      'spire-agent-config',
      path,
      `SPIRE agent ${text(get(agent, 'trust_domain')) ?? ''}`.trim(),
      place(get(agent, 'trust_domain')),
      settings,
    );
    yield { type: 'node', node };
    yield* joinToken(get(agent, 'join_token'), node.id, place, context);
  }
}

/** A join token in the file admits one machine to the trust domain. */
function* joinToken(
  tree: Tree | undefined,
  holder: string,
  place: Place,
  context: ReadContext,
): Generator<Observation> {
  const value = text(tree);
  if (!value || tree?.tag) return;
  const sealed = context.seal(value, 'join_token');
  if (sealed.placeholder) return;
  const id = `cred:${sealed.fingerprint}`;
  const locations = [place(tree)];
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id,
      name: 'join_token',
      reference: 'literal',
      class: 'join-token',
      provider: 'spire',
      rule: sealed.rule,
      lifetime: { class: 'ttl', seconds: 600, how: 'default of a SPIRE join token' },
      preview: sealed.preview,
      fingerprint: sealed.fingerprint,
      locations,
      confidence: 'medium',
    },
  };
  yield {
    type: 'edge',
    edge: { from: id, to: holder, kind: 'governed-by', name: 'join_token', locations, confidence: 'medium' },
  };
}

function scalars(block: Tree, keys: string[], place: Place): Record<string, Setting> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const tree = get(block, key);
      return tree?.kind === 'scalar' && tree.value !== null && !tree.tag
        ? [[key, { value: tree.value, location: place(tree) }]]
        : [];
    }),
  );
}

function lists(block: Tree, keys: string[], place: Place): Record<string, Setting> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const values = items(get(block, key)).flatMap((item) => text(item) ?? []);
      return values.length > 0 ? [[key, { value: values.join('\n'), location: place(get(block, key)) }]] : [];
    }),
  );
}

/** Plugins by type. HCL gives `NodeAttestor "x" { }` as nested keys; JSON may hold a list of one-key objects. Several of a type stand in one setting. */
function plugins(tree: Tree, place: Place): Record<string, Setting> {
  const found: Record<string, Setting> = {};
  for (const block of [get(tree, 'plugins'), ...items(get(tree, 'plugins'))]) {
    for (const type of entries(block)) {
      for (const holder of [type.value, ...items(type.value)]) {
        for (const plugin of entries(holder)) {
          const before = found[type.key];
          const value = before ? `${before.value}\n${plugin.key}` : plugin.key;
          found[type.key] = {
            value,
            location: before?.location ?? place({ ...plugin.value, span: plugin.keySpan }),
          };
          const data = get(plugin.value, 'plugin_data');
          if (type.key === 'UpstreamAuthority' && plugin.key === 'disk' && get(data, 'key_file_path')) {
            found['upstream_key_file'] = {
              value: text(get(data, 'key_file_path')) ?? '',
              location: place(get(data, 'key_file_path')),
            };
          }
        }
      }
    }
  }
  return found;
}

/** Trust domains whose bundle is taken over plain web PKI. */
function federation(server: Tree, place: Place): Record<string, Setting> {
  const block = get(server, 'federation');
  const partners = entries(block)
    .filter((entry) => entry.key === 'federates_with')
    .flatMap((entry) => entries(entry.value));
  const web = partners.filter(
    ({ value }) =>
      get(value, 'bundle_endpoint_profile', 'https_web') ??
      text(get(value, 'bundle_endpoint_profile')) === 'https_web',
  );
  const first = web[0];
  return first
    ? {
        federates_with_https_web: {
          value: web.map(({ key }) => key).join('\n'),
          location: place({ ...first.value, span: first.keySpan }),
        },
      }
    : {};
}
