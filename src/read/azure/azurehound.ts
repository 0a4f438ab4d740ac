import type { Observation } from '../../model/index.ts';
import { get, items, type Tree, text } from '../tree/tree.ts';
import { type At, application, credentials, federation, ownerOf, readGraph } from './graph.ts';
import { assignment, identity } from './nodes.ts';

const field = (record: Tree | undefined, ...names: string[]): string | undefined =>
  record ? text(get(record, ...names)) : undefined;

/** Lists of role holders: kind, the list's key, the key of each holder, the role and where the scope's id stands. */
const HOLDERS: [RegExp, string, string, string][] = [
  [/^AZ\w+Owner$/, 'owners', 'owner', 'Owner'],
  [/^AZ\w+UserAccessAdmin$/, 'userAccessAdmins', 'userAccessAdmin', 'User Access Administrator'],
  [/^AZ\w+Contributor$/, 'contributors', 'contributor', 'Contributor'],
];

/** One record of an AzureHound collection, `{kind, data}` (format: https://bloodhound.specterops.io/collect-data/ce-collection/azurehound). */
export function* readAzureHound(record: Tree, at: At): Generator<Observation> {
  const kind = field(record, 'kind') ?? '';
  const data = get(record, 'data');
  if (!data) return;
  if (kind === 'AZApp' || kind === 'AZServicePrincipal') yield* application(data, at);
  else if (kind === 'AZAppRoleAssignment') yield* readGraph(data, undefined, at) ?? appRole(data, at);
  else if (kind === 'AZRoleAssignment') yield* directoryRoles(data, at);
  else if (kind === 'AZAppOwner' || kind === 'AZServicePrincipalOwner') {
    const target = field(data, 'appId') ?? field(data, 'servicePrincipalId');
    if (target)
      for (const owner of items(get(data, 'owners')))
        yield* ownerOf(get(owner, 'owner') ?? owner, target, at);
  } else if (kind === 'AZFederatedIdentityCredential' || kind === 'AZAppFederatedIdentityCredential') {
    const fic = get(data, 'fic') ?? get(data, 'federatedIdentityCredential') ?? data;
    yield* federation(fic, `applications('${field(data, 'appId') ?? ''}')`, at);
  } else yield* resourceRoles(kind, data, at);
  if (kind === 'AZServicePrincipal' && !field(data, 'appId') && field(data, 'id'))
    yield* credentials(data, field(data, 'id')!, at);
}

function* appRole(data: Tree, at: At): Generator<Observation> {
  const principal = field(data, 'principalId');
  const role = field(data, 'appRoleId');
  if (!principal || !role || (field(data, 'principalType') ?? 'ServicePrincipal') !== 'ServicePrincipal')
    return;
  yield identity(principal, field(data, 'principalDisplayName') ?? principal, 'app', {
    location: at(get(data, 'principalId')),
    confidence: 'medium',
  });
  yield assignment(
    'app-role',
    `${principal}/${role}`,
    principal,
    { role, resource: field(data, 'resourceDisplayName') },
    at(get(data, 'appRoleId')),
  );
}

function* directoryRoles(data: Tree, at: At): Generator<Observation> {
  const list = items(get(data, 'roleAssignments'));
  for (const entry of list.length > 0 ? list : [data]) {
    const principal = field(entry, 'principalId');
    const role = field(entry, 'roleDefinitionId') ?? field(data, 'roleDefinitionId');
    if (!principal || !role) continue;
    yield identity(principal, principal, 'unknown', {
      location: at(get(entry, 'principalId')),
      confidence: 'low',
    });
    yield assignment(
      'directory-role',
      `${principal}/${role}`,
      principal,
      { role, scope: field(entry, 'directoryScopeId') },
      at(get(entry, 'principalId')),
    );
  }
}

function* resourceRoles(kind: string, data: Tree, at: At): Generator<Observation> {
  for (const [form, list, key, role] of HOLDERS) {
    if (!form.test(kind)) continue;
    const scope =
      field(data, 'subscriptionId') ??
      field(data, 'managementGroupId') ??
      field(data, 'resourceGroupId') ??
      field(data, 'virtualMachineId') ??
      field(data, 'keyVaultId') ??
      kind;
    for (const item of items(get(data, list))) {
      const holder = get(item, key) ?? item;
      const principal =
        field(holder, 'properties', 'principalId') ?? field(holder, 'principalId') ?? field(holder, 'id');
      const type = field(holder, 'properties', 'principalType') ?? field(holder, 'principalType');
      if (!principal || (type && type !== 'ServicePrincipal')) continue;
      const where = scope.startsWith('/')
        ? scope
        : kind.startsWith('AZManagementGroup')
          ? `/providers/Microsoft.Management/managementGroups/${scope}`
          : `/subscriptions/${scope}`;
      yield identity(principal, principal, 'unknown', { location: at(holder), confidence: 'low' });
      yield assignment(
        'role-assignment',
        `${principal}/${where}/${role}`,
        principal,
        { role, scope: where },
        at(holder),
      );
    }
  }
}
