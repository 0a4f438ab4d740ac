import type { Location, Observation, Setting } from '../../model/index.ts';
import { get, items, type Tree, text } from '../tree/tree.ts';
import { appCredential, assignment, control, federated, identity, same } from './nodes.ts';

export type At = (tree: Tree | undefined) => Location;
const field = (record: Tree, name: string): string | undefined => text(get(record, name));

/** One record of Microsoft Graph (`az rest`, `az ad … list`), told by the fields only that kind has. Undefined when it is none. */
export function readGraph(
  record: Tree,
  context: string | undefined,
  at: At,
): Iterable<Observation> | undefined {
  const has = (...names: string[]) => names.every((name) => get(record, name) !== undefined);
  if (has('appRoleId', 'principalId', 'resourceId')) return appRole(record, at);
  if (has('consentType', 'clientId', 'scope')) return consent(record, at);
  if (has('roleDefinitionId', 'principalId', 'directoryScopeId')) return directoryRole(record, at);
  if (has('issuer', 'audiences') && (has('subject') || has('claimsMatchingExpression')))
    return federation(record, context, at);
  if (has('lastSignInActivity', 'appId')) return signIn(record, at);
  if (has('keyId', 'signInActivity')) return credentialUse(record, at);
  if (has('isEnabled', 'applicationRestrictions')) return managementPolicy(record, at);
  if (
    has('appId') &&
    (has('passwordCredentials') ||
      has('keyCredentials') ||
      has('servicePrincipalType') ||
      has('signInAudience'))
  )
    return application(record, at);
  if (has('agentIdentityBlueprintId')) return application(record, at);
  return undefined;
}

export function* application(record: Tree, at: At): Generator<Observation> {
  const app = field(record, 'appId') ?? field(record, 'id');
  if (!app) return;
  const object = field(record, 'id');
  const kind = field(record, '@odata.type') ?? '';
  const blueprintOf = get(record, 'agentIdentityBlueprintId');
  const type = /agentIdentityBlueprint$/.test(kind)
    ? 'agent-identity-blueprint'
    : blueprintOf || /agentIdentity$/.test(kind)
      ? 'agent-identity'
      : field(record, 'servicePrincipalType') === 'ManagedIdentity'
        ? 'managed-identity'
        : 'app';
  const settings: Record<string, Setting> = {};
  for (const key of [
    'accountEnabled',
    'appOwnerOrganizationId',
    'signInAudience',
    'agentIdentityBlueprintId',
    'servicePrincipalType',
    'tenantId',
  ]) {
    const tree = get(record, key);
    if (tree?.kind === 'scalar' && tree.value !== null)
      settings[key] = { value: tree.value, location: at(tree) };
  }
  for (const key of ['owners', 'sponsors']) {
    const list = get(record, key);
    if (list?.kind === 'list') settings[key] = { value: list.items.length, location: at(list) };
  }
  yield identity(app, field(record, 'displayName') ?? app, type, {
    location: at(get(record, 'appId') ?? get(record, 'id')),
    settings,
    account: field(record, 'appOwnerOrganizationId'),
  });
  if (object && object !== app) yield same(app, object, 'application id and object id of one application');
  yield* credentials(record, app, at);
  for (const owner of items(get(record, 'owners'))) yield* ownerOf(owner, app, at);
  for (const credential of items(get(record, 'federatedIdentityCredentials')))
    yield* federation(credential, `applications('${app}')`, at);
  if (text(blueprintOf)) {
    // Every agent identity takes its tokens with the credentials of its blueprint.
    yield {
      type: 'edge',
      edge: {
        from: `azure:sp:${text(blueprintOf)!.toLowerCase()}`,
        to: `azure:sp:${app.toLowerCase()}`,
        kind: 'can-become',
        name: 'blueprint',
        locations: [at(blueprintOf)],
        confidence: 'high',
        labels: { how: 'blueprint of this agent identity' },
      },
    };
    yield identity(text(blueprintOf)!, text(blueprintOf)!, 'agent-identity-blueprint', {
      location: at(blueprintOf),
      confidence: 'medium',
    });
  }
}

export function* credentials(record: Tree, owner: string, at: At): Generator<Observation> {
  for (const [list, kind] of [
    ['passwordCredentials', 'client-secret'],
    ['keyCredentials', 'certificate'],
  ] as const) {
    for (const [index, item] of items(get(record, list)).entries()) {
      const id = field(item, 'keyId') ?? `${owner}/${list}/${index}`;
      yield* appCredential(kind, id, owner, {
        location: at(item),
        since: field(item, 'startDateTime'),
        until: field(item, 'endDateTime'),
        how: `${list} of the application`,
        name: field(item, 'displayName'),
      });
    }
  }
}

export function* ownerOf(owner: Tree, app: string, at: At): Generator<Observation> {
  const id = field(owner, 'id');
  if (!id) return;
  const user =
    (field(owner, '@odata.type') ?? '').endsWith('user') || get(owner, 'userPrincipalName') !== undefined;
  yield identity(
    id,
    field(owner, 'userPrincipalName') ?? field(owner, 'displayName') ?? id,
    user ? 'user' : 'app',
    { location: at(owner), human: user, confidence: 'medium' },
  );
  yield assignment('owner', `${app}/${id}`, id, { target: app }, at(owner));
}

function* appRole(record: Tree, at: At): Generator<Observation> {
  const principal = field(record, 'principalId')!;
  if (field(record, 'principalType') !== undefined && field(record, 'principalType') !== 'ServicePrincipal')
    return;
  yield identity(principal, field(record, 'principalDisplayName') ?? principal, 'app', {
    location: at(get(record, 'principalId')),
    confidence: 'medium',
  });
  yield assignment(
    'app-role',
    `${principal}/${field(record, 'appRoleId')}`,
    principal,
    {
      role: field(record, 'appRoleId'),
      resource: field(record, 'resourceDisplayName') ?? field(record, 'resourceId'),
    },
    at(get(record, 'appRoleId')),
  );
}

function* consent(record: Tree, at: At): Generator<Observation> {
  const client = field(record, 'clientId')!;
  yield identity(client, field(record, 'clientDisplayName') ?? client, 'app', {
    location: at(get(record, 'clientId')),
    confidence: 'medium',
  });
  yield assignment(
    'consent',
    field(record, 'id') ?? client,
    client,
    { consentType: field(record, 'consentType'), scopes: (field(record, 'scope') ?? '').trim().split(/\s+/) },
    at(get(record, 'scope')),
  );
}

function* directoryRole(record: Tree, at: At): Generator<Observation> {
  const principal = field(record, 'principalId')!;
  const kind = text(get(record, 'principal', '@odata.type')) ?? '';
  if (kind.endsWith('user') || kind.endsWith('group')) return;
  const name = text(get(record, 'principal', 'displayName'));
  yield identity(principal, name ?? principal, kind ? 'app' : 'unknown', {
    location: at(get(record, 'principalId')),
    confidence: 'medium',
  });
  yield assignment(
    'directory-role',
    `${principal}/${field(record, 'roleDefinitionId')}`,
    principal,
    {
      role: field(record, 'roleDefinitionId'),
      roleName: text(get(record, 'roleDefinition', 'displayName')),
      scope: field(record, 'directoryScopeId'),
    },
    at(get(record, 'roleDefinitionId')),
  );
}

/** The owner stands in the address of the request, which Graph repeats as `@odata.context`. */
export function* federation(record: Tree, context: string | undefined, at: At): Generator<Observation> {
  const owner =
    /(?:applications|servicePrincipals)\(['"%27]*([0-9a-f-]{36})/.exec(context ?? '')?.[1] ?? 'unknown';
  const settings: Record<string, Setting> = {};
  for (const key of ['issuer', 'subject']) {
    const tree = get(record, key);
    if (tree?.kind === 'scalar' && tree.value !== null)
      settings[key] = { value: tree.value, location: at(tree) };
  }
  const expression =
    get(record, 'claimsMatchingExpression', 'value') ?? get(record, 'claimsMatchingExpression');
  if (text(expression))
    settings['claimsMatchingExpression'] = { value: text(expression)!, location: at(expression) };
  const audiences = items(get(record, 'audiences')).flatMap((item) => text(item) ?? []);
  settings['audiences'] = { value: audiences.join('\n'), location: at(get(record, 'audiences')) };
  const name = field(record, 'name') ?? 'federated credential';
  yield identity(owner, owner, 'app', { location: at(record), confidence: 'low' });
  yield* federated(field(record, 'id') ?? `${owner}/${name}`, owner, name, {
    location: at(get(record, 'subject') ?? expression ?? record),
    settings,
    issuer: field(record, 'issuer'),
    subject: field(record, 'subject'),
  });
}

function* signIn(record: Tree, at: At): Generator<Observation> {
  const app = field(record, 'appId')!;
  const last = text(get(record, 'lastSignInActivity', 'lastSignInDateTime'));
  yield identity(app, field(record, 'appDisplayName') ?? app, 'app', {
    location: at(get(record, 'appId')),
    lastUsed: last,
    confidence: 'medium',
    settings: { signInKnown: { value: last ?? 'never', location: at(get(record, 'lastSignInActivity')) } },
  });
}

function* credentialUse(record: Tree, at: At): Generator<Observation> {
  const app = field(record, 'appId');
  if (!app) return;
  yield* appCredential('client-secret', field(record, 'keyId')!, app, {
    location: at(get(record, 'keyId')),
    lastUsed: text(get(record, 'signInActivity', 'lastSignInDateTime')),
    how: 'sign-in activity',
    confidence: 'medium',
    settings: {
      signInKnown: {
        value: text(get(record, 'signInActivity', 'lastSignInDateTime')) ?? 'never',
        location: at(get(record, 'signInActivity')),
      },
    },
  });
  yield identity(app, app, 'app', { location: at(get(record, 'appId')), confidence: 'low' });
}

function* managementPolicy(record: Tree, at: At): Generator<Observation> {
  const restrictions = items(get(record, 'applicationRestrictions', 'passwordCredentials'));
  yield control('entra-app-management', field(record, 'id') ?? 'default', 'default app management policy', {
    location: at(get(record, 'isEnabled')),
    settings: {
      isEnabled: { value: field(record, 'isEnabled') === 'true', location: at(get(record, 'isEnabled')) },
      restrictions: { value: restrictions.length, location: at(get(record, 'applicationRestrictions')) },
    },
  });
}
