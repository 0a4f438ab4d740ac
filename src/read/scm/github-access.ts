import type { CredentialNode, Observation } from '../../model/index.ts';
import { sha256 } from '../../util/hash.ts';
import { at, flag, type Item, object, type Records, settings, storeNode, text } from './record.ts';

/** Rights that let their holder change code, pipelines, secrets or the organisation itself. */
const STRONG = [
  'administration',
  'contents',
  'workflows',
  'secrets',
  'actions',
  'organization_administration',
  'organization_secrets',
  'members',
  'environments',
  'packages',
];

/** Deploy keys, App installations, fine-grained tokens and SSO authorisations: who may act from outside, with what, until when. */
export function* readAccess(records: Records): Generator<Observation> {
  switch (records.names['what']) {
    case 'keys':
      yield* deployKeys(records);
      break;
    case 'installations':
      yield* installations(records);
      break;
    case 'personal-access-tokens':
      yield* tokens(records);
      break;
    case 'credential-authorizations':
      yield* authorizations(records);
      break;
    case 'members':
      for (const [i, item] of records.items.entries())
        yield {
          type: 'node',
          node: {
            kind: 'identity',
            id: `github:user/${text(item['login'])}`,
            name: text(item['login']) ?? '?',
            platform: 'github',
            type: 'user',
            human: item['type'] === 'Bot' ? false : 'unknown',
            account: records.names['org'],
            locations: [at(records, i)],
            confidence: 'high',
            settings: settings({ memberOf: records.names['org'] }, at(records, i)),
          },
        };
  }
}

/** One key on several repositories is one credential with several holders: its id is made from the public key. */
function* deployKeys(records: Records): Generator<Observation> {
  const scope = `${records.names['owner']}/${records.names['repo']}`;
  const store = `github:store/${scope}/deploy-keys`;
  if (records.items.length > 0) yield storeNode(records, store, `${scope} deploy keys`, 'github');
  for (const [i, item] of records.items.entries()) {
    const key = (text(item['key']) ?? String(item['id'])).split(' ').slice(0, 2).join(' ');
    const id = `github:deploy-key/${sha256(key).toString('hex').slice(0, 16)}`;
    const node: CredentialNode = {
      kind: 'credential',
      id,
      name: text(item['title']) ?? 'deploy key',
      provider: 'github',
      class: 'deploy-key',
      reference: 'secretRef',
      privilege: flag(item['read_only']) === false ? 'write' : 'read',
      owner: 'service',
      lifetime: { class: 'static', since: text(item['created_at']), how: 'deploy keys have no end' },
      lastUsed: text(item['last_used']),
      locations: [at(records, i)],
      confidence: 'high',
      alternative: "a GitHub App installation token (1 h), or the job's own GITHUB_TOKEN",
      settings: settings(
        {
          addedBy: item['added_by'],
          enabled: item['enabled'],
          everUsed: item['last_used'] ? 'yes' : 'never',
        },
        at(records, i),
      ),
    };
    yield { type: 'node', node };
    yield {
      type: 'edge',
      edge: { from: id, to: store, kind: 'stored-in', locations: [at(records, i)], confidence: 'high' },
    };
  }
}

function* installations(records: Records): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const slug = text(item['app_slug']) ?? String(item['app_id']);
    const permissions = object(item['permissions']);
    const strong = writes(permissions);
    const id = `github:app/${slug}`;
    yield {
      type: 'node',
      node: {
        kind: 'identity',
        id,
        name: slug,
        platform: 'github',
        type: 'installation',
        human: false,
        account: records.names['org'],
        created: text(item['created_at']),
        privilege:
          permissions['organization_administration'] === 'write' || permissions['administration'] === 'write'
            ? 'admin'
            : strong.length > 0
              ? 'write'
              : 'read',
        locations: [at(records, i)],
        confidence: 'high',
        settings: settings(
          {
            repositories: item['repository_selection'],
            suspended: item['suspended_at'],
            writes: strong.join(' ') || undefined,
          },
          at(records, i),
        ),
      },
    };
    // A workflow that mints a token names the App by its number.
    if (item['app_id'] !== undefined)
      yield {
        type: 'same',
        a: `github:appid/${item['app_id']}`,
        b: id,
        why: 'app_id of the installation',
        confidence: 'high',
      };
    yield* grant(records, i, id, permissions, text(item['repository_selection']));
  }
}

function* tokens(records: Records): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    const owner = text(object(item['owner'])['login']) ?? '?';
    const id = `github:pat/${item['token_id'] ?? item['id']}`;
    const permissions = {
      ...object(object(item['permissions'])['organization']),
      ...object(object(item['permissions'])['repository']),
    };
    const ends = text(item['token_expires_at']);
    const node: CredentialNode = {
      kind: 'credential',
      id,
      name: `${text(item['token_name']) ?? 'token'} of ${owner}`,
      provider: 'github',
      class: 'pat',
      reference: 'secretRef',
      owner: 'human',
      privilege: writes(permissions).length > 0 ? 'write' : 'read',
      lifetime: ends
        ? { class: 'expires', at: ends, since: text(item['access_granted_at']), how: 'token_expires_at' }
        : { class: 'static', since: text(item['access_granted_at']), how: 'token_expires_at is empty' },
      lastUsed: text(item['token_last_used_at']),
      locations: [at(records, i)],
      confidence: 'high',
      alternative: 'a GitHub App installation token (1 h)',
      settings: settings(
        {
          owner,
          org: records.names['org'],
          repositories: item['repository_selection'],
          writes: writes(permissions).join(' ') || undefined,
          expired: item['token_expired'],
        },
        at(records, i),
      ),
    };
    yield { type: 'node', node };
    yield {
      type: 'edge',
      edge: {
        from: id,
        to: `github:user/${owner}`,
        kind: 'proves',
        locations: [at(records, i)],
        confidence: 'high',
      },
    };
  }
}

function* authorizations(records: Records): Generator<Observation> {
  for (const [i, item] of records.items.entries()) {
    if (text(item['credential_type']) !== 'personal access token') continue;
    const owner = text(item['login']) ?? '?';
    const scopes = Array.isArray(item['scopes']) ? item['scopes'].map(String) : [];
    const ends = text(item['authorized_credential_expires_at']);
    yield {
      type: 'node',
      node: {
        kind: 'credential',
        id: `github:classic-pat/${records.names['org']}/${item['credential_id'] ?? i}`,
        name: `classic token of ${owner}`,
        provider: 'github',
        class: 'pat',
        reference: 'secretRef',
        owner: 'human',
        privilege: scopes.some((scope) => /^(repo|admin:|write:|workflow|delete)/.test(scope))
          ? 'write'
          : 'read',
        lifetime: ends
          ? { class: 'expires', at: ends, how: 'authorized_credential_expires_at' }
          : { class: 'static', how: 'no end date' },
        lastUsed: text(item['credential_accessed_at']),
        locations: [at(records, i)],
        confidence: 'high',
        settings: settings({ owner, scopes: scopes.join(' '), classic: 'true' }, at(records, i)),
      },
    };
  }
}

const writes = (permissions: Item): string[] =>
  STRONG.filter((name) => permissions[name] === 'write' || permissions[name] === 'admin');

function* grant(
  records: Records,
  index: number,
  identity: string,
  permissions: Item,
  selection: string | undefined,
): Generator<Observation> {
  const id = `github:grant/${identity.slice('github:'.length)}@${records.names['org']}`;
  const actions = Object.entries(permissions)
    .map(([name, level]) => `${name}:${level}`)
    .sort();
  yield {
    type: 'node',
    node: {
      kind: 'grant',
      id,
      name: `${actions.length} permissions`,
      platform: 'github',
      effect: 'allow',
      actions,
      resources: [selection === 'all' ? `github:org/${records.names['org']}/*` : 'selected repositories'],
      locations: [at(records, index)],
      confidence: 'high',
    },
  };
  yield {
    type: 'edge',
    edge: { from: identity, to: id, kind: 'has', locations: [at(records, index)], confidence: 'high' },
  };
}
