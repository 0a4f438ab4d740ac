import type { CredentialNode, Observation, Reader } from '../../model/index.ts';
import { environments, protectedEnvironments, schedules } from './gitlab-deployment.ts';
import { at, flag, type Item, type Records, settings, storeNode, text } from './record.ts';

const PATH =
  /^gitlab:\/(?<level>projects|groups)\/(?<scope>.+?)\/(?:(?<what>variables|access_tokens|deploy_tokens|deploy_keys|job_token_scope|triggers|pipeline_schedules|environments|protected_environments|runners|hooks)|service_accounts\/(?<account>\d+)\/personal_access_tokens)$/;

/** Names that say that the variable is a credential; GitLab has no secret type of its own. */
const CREDENTIAL_NAME = /(?:TOKEN|SECRET|PASSW|KEY|CREDENTIAL|AUTH|PRIVATE|CERT|DSN|KUBECONFIG)/i;

/** Answers of the GitLab API, live or saved: variables, tokens, keys, runners and settings. https://docs.gitlab.com/api/rest/ */
export const reader: Reader = {
  id: 'gitlab-api',
  paths: ['gitlab:/**'],
  *read(file) {
    const match = PATH.exec(file.path);
    if (!match) return;
    const names = { ...match.groups } as Record<string, string>;
    const records: Records = { path: file.path, names, items: JSON.parse(file.text) as Item[] };
    if (names['account']) yield* tokens(records, 'service-account');
    else yield* HANDLERS[names['what']!]?.(records) ?? [];
  },
};

const HANDLERS: Record<string, (records: Records) => Iterable<Observation>> = {
  variables,
  access_tokens: (records) => tokens(records, 'access'),
  deploy_tokens: (records) => tokens(records, 'deploy'),
  triggers: (records) => tokens(records, 'trigger'),
  deploy_keys: deployKeys,
  runners,
  job_token_scope: scopeSettings,
  hooks,
  pipeline_schedules: schedules,
  environments,
  protected_environments: protectedEnvironments,
};

const scopeId = ({ names }: Records): string =>
  `gitlab:${names['level'] === 'groups' ? 'group' : 'project'}/${names['scope']}`;

function* variables(records: Records): Generator<Observation> {
  const store = `gitlab:store/${records.names['scope']}/variables`;
  if (records.items.length > 0)
    yield storeNode(records, store, `${records.names['scope']} variables`, 'gitlab');
  for (const [i, item] of records.items.entries()) {
    const key = text(item['key']);
    if (!key || !CREDENTIAL_NAME.test(key)) continue;
    const environment = text(item['environment_scope']) ?? '*';
    const id = `gitlab:variable/${records.names['scope']}/${environment}/${key}`;
    const location = at(records, i);
    const node: CredentialNode = {
      kind: 'credential',
      id,
      name: key,
      names: [key],
      reference: 'secretRef',
      lifetime: { class: 'unknown', how: 'variables carry no date' },
      settings: settings(
        {
          variable: true,
          scope: records.names['scope'],
          level: records.names['level'] === 'groups' ? 'group' : 'project',
          masked: item['masked'],
          protected: item['protected'],
          hidden: item['hidden'],
          environment,
        },
        location,
      ),
      locations: [location],
      confidence: 'high',
    };
    yield { type: 'node', node };
    yield {
      type: 'edge',
      edge: { from: id, to: store, kind: 'stored-in', locations: [location], confidence: 'high' },
    };
  }
}

const ACCESS_LEVEL: Record<number, string> = {
  10: 'Guest',
  20: 'Reporter',
  30: 'Developer',
  40: 'Maintainer',
  50: 'Owner',
};

function* tokens(
  records: Records,
  kind: 'access' | 'deploy' | 'trigger' | 'service-account',
): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    if (item['revoked'] === true || item['active'] === false || item['expired'] === true) continue;
    const scopes = Array.isArray(item['scopes']) ? item['scopes'].map(String) : [];
    const level = Number(item['access_level'] ?? 0);
    const ends = text(item['expires_at']);
    const strong = scopes.some(
      (scope) =>
        scope === 'api' || scope.startsWith('write') || scope.startsWith('admin') || scope === 'sudo',
    );
    const location = at(records, i);
    const node: CredentialNode = {
      kind: 'credential',
      id: `gitlab:${kind}-token/${records.names['scope']}/${item['id']}`,
      name: text(item['name']) ?? text(item['description']) ?? `${kind} token`,
      provider: 'gitlab',
      class: `${kind}-token`,
      reference: 'secretRef',
      owner: kind === 'trigger' ? 'unknown' : 'service',
      privilege:
        scopes.includes('sudo') || (scopes.includes('api') && level >= 40)
          ? 'admin'
          : strong
            ? 'write'
            : 'read',
      lifetime: ends
        ? { class: 'expires', at: ends, since: text(item['created_at']), how: 'expires_at' }
        : {
            class: 'static',
            since: text(item['created_at']),
            how: kind === 'trigger' ? 'trigger tokens have no end' : 'expires_at is empty',
          },
      lastUsed: text(item['last_used_at']) ?? text(item['last_used']),
      settings: settings(
        {
          scope: records.names['scope'],
          scopes: scopes.join(' ') || undefined,
          accessLevel: ACCESS_LEVEL[level],
          everUsed:
            'last_used_at' in item || 'last_used' in item
              ? Boolean(item['last_used_at'] ?? item['last_used'])
              : undefined,
        },
        location,
      ),
      locations: [location],
      confidence: 'high',
    };
    yield { type: 'node', node };
  }
}

function* deployKeys(records: Records): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const print = text(item['fingerprint_sha256']) ?? text(item['fingerprint']) ?? String(item['id']);
    const id = `gitlab:deploy-key/${print}`;
    const store = `gitlab:store/${records.names['scope']}/deploy-keys`;
    const location = at(records, i);
    const ends = text(item['expires_at']);
    yield storeNode(records, store, `${records.names['scope']} deploy keys`, 'gitlab');
    const lifetime = ends
      ? { class: 'expires' as const, at: ends, how: 'expires_at' }
      : { class: 'static' as const, since: text(item['created_at']), how: 'expires_at is empty' };
    yield {
      type: 'node',
      node: {
        kind: 'credential',
        id,
        name: text(item['title']) ?? 'deploy key',
        provider: 'gitlab',
        class: 'deploy-key',
        reference: 'secretRef',
        owner: 'service',
        privilege: flag(item['can_push']) ? 'write' : 'read',
        lifetime,
        locations: [location],
        confidence: 'high',
      },
    };
    yield {
      type: 'edge',
      edge: { from: id, to: store, kind: 'stored-in', locations: [location], confidence: 'high' },
    };
  }
}

function* runners(records: Records): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const location = at(records, i);
    yield {
      type: 'node',
      node: {
        kind: 'workload',
        id: `gitlab:runner/${item['id']}`,
        name: text(item['description']) ?? 'runner',
        platform: 'gitlab-runner',
        settings: settings(
          { shared: item['is_shared'], type: item['runner_type'], scope: records.names['scope'] },
          location,
        ),
        locations: [location],
        confidence: 'high',
      },
    };
  }
}

function* scopeSettings(records: Records): Generator<Observation> {
  const [item] = records.items;
  if (!item) return;
  yield {
    type: 'node',
    node: {
      kind: 'resource',
      id: scopeId(records),
      name: records.names['scope']!,
      platform: 'gitlab',
      type: 'project',
      settings: settings(item, at(records, 0)),
      locations: [at(records, 0)],
      confidence: 'high',
    },
  };
}

function* hooks(records: Records): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const location = at(records, i);
    yield {
      type: 'node',
      node: {
        kind: 'resource',
        id: `gitlab:hook/${records.names['scope']}/${item['id']}`,
        name: 'webhook',
        platform: 'gitlab',
        type: 'webhook',
        settings: settings({ insecure: item['enable_ssl_verification'] === false }, location),
        locations: [location],
        confidence: 'high',
      },
    };
  }
}
