import type { Observation } from '../../model/index.ts';
import { entries, get, items, type Tree, text } from '../tree/tree.ts';
import { observeConnection, observeProject, projectAgent } from './foundry.ts';
import type { At } from './graph.ts';
import { assignment, federated, identity, same, workload } from './nodes.ts';

const field = (record: Tree, ...names: string[]): string | undefined => text(get(record, ...names));

/** Records of Azure Resource Manager: role assignments, managed identities, resources they are attached to. Undefined when it is none. */
export function readResource(record: Tree, at: At): Iterable<Observation> | undefined {
  if (get(record, 'principalId') && get(record, 'roleDefinitionName') && get(record, 'scope'))
    return listed(record, at);
  const type = (field(record, 'type') ?? '').toLowerCase();
  if (type === 'microsoft.authorization/roleassignments') return assigned(record, at);
  if (type === 'microsoft.managedidentity/userassignedidentities') return managed(record, at);
  if (type === 'microsoft.managedidentity/userassignedidentities/federatedidentitycredentials')
    return federation(record, at);
  if (/^microsoft\.cognitiveservices\/accounts\/projects(?:\/connections)?$/.test(type))
    return foundry(record, type.endsWith('connections'), at);
  if (type.includes('/') && get(record, 'identity', 'type')) return attached(record, at);
  return undefined;
}

/** `az role assignment list`. */
function* listed(record: Tree, at: At): Generator<Observation> {
  const principal = field(record, 'principalId')!;
  if (!['ServicePrincipal', undefined, ''].includes(field(record, 'principalType'))) return;
  yield identity(principal, field(record, 'principalName') || principal, 'app', {
    location: at(get(record, 'principalId')),
    confidence: 'medium',
  });
  yield assignment(
    'role-assignment',
    field(record, 'id') ?? `${principal}/${field(record, 'scope')}`,
    principal,
    {
      role: field(record, 'roleDefinitionName'),
      scope: field(record, 'scope'),
      condition: field(record, 'condition'),
    },
    at(get(record, 'roleDefinitionName')),
  );
}

/** A template's or export's own resource. An id that an expression makes is kept as its text, equal expressions stay equal. */
function* assigned(record: Tree, at: At): Generator<Observation> {
  const properties = get(record, 'properties');
  if (!properties) return;
  const principal = field(properties, 'principalId') ?? 'unknown';
  if (!['ServicePrincipal', undefined].includes(field(properties, 'principalType'))) return;
  const role =
    /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i.exec(field(properties, 'roleDefinitionId') ?? '')?.[1] ??
    field(properties, 'roleDefinitionId');
  const scope = field(properties, 'scope') ?? field(record, 'scope') ?? 'resourceGroup';
  yield identity(principal, nameIn(principal), 'app', {
    location: at(get(properties, 'principalId')),
    confidence: 'medium',
  });
  yield assignment(
    'role-assignment',
    field(record, 'name') ?? principal,
    principal,
    { role, scope, condition: field(properties, 'condition') },
    at(get(properties, 'roleDefinitionId')),
  );
}

/** `[reference(resourceId('…/userAssignedIdentities', 'x')).principalId]` is about `x`, and so is `bicep:main.bicep#x`. */
const nameIn = (expression: string): string =>
  /'([^']+)'\s*\)+(?:\.|,)|^bicep:(?:existing\/|.*#)(.+)$/.exec(expression)?.slice(1).find(Boolean) ??
  expression;

function* managed(record: Tree, at: At): Generator<Observation> {
  const client = field(record, 'clientId') ?? field(record, 'properties', 'clientId');
  const principal = field(record, 'principalId') ?? field(record, 'properties', 'principalId');
  const id = client ?? field(record, 'id') ?? field(record, 'name');
  if (!id) return;
  yield identity(id, field(record, 'name') ?? id, 'managed-identity', {
    location: at(get(record, 'name') ?? record),
  });
  for (const other of [principal, field(record, 'id')])
    if (other && other !== id) yield same(id, other, 'ids of one managed identity');
}

function* federation(record: Tree, at: At): Generator<Observation> {
  const properties = get(record, 'properties');
  const name = field(record, 'name') ?? '';
  const owner = field(record, 'parent') ?? /'([^']+)'/.exec(name)?.[1] ?? name.split('/').at(-2) ?? name;
  const settings = Object.fromEntries(
    ['issuer', 'subject'].flatMap((key) => {
      const tree = get(properties, key);
      return tree?.kind === 'scalar' && tree.value !== null
        ? [[key, { value: tree.value, location: at(tree) }]]
        : [];
    }),
  );
  yield identity(owner, owner, 'managed-identity', {
    location: at(get(record, 'name')),
    confidence: 'medium',
  });
  yield* federated(name, owner, name.split('/').at(-1) ?? name, {
    location: at(get(properties, 'subject') ?? record),
    settings,
    issuer: properties && field(properties, 'issuer'),
    subject: properties && field(properties, 'subject'),
  });
}

/** A resource with user-assigned identities (https://learn.microsoft.com/azure/templates/). */
function* attached(record: Tree, at: At): Generator<Observation> {
  const id = field(record, 'id') ?? `${field(record, 'type')}/${field(record, 'name')}`;
  const users = entries(get(record, 'identity', 'userAssignedIdentities')).map(({ key, value }) => ({
    id: field(value, 'clientId') ?? nameIn(key),
    location: at(value),
  }));
  const system = field(record, 'identity', 'principalId');
  const own = system ? [{ id: system, location: at(get(record, 'identity')) }] : [];
  if (users.length + own.length === 0) return;
  for (const user of users)
    yield identity(user.id, user.id.split('/').at(-1)!, 'managed-identity', {
      location: user.location,
      confidence: 'medium',
    });
  for (const user of own)
    yield identity(user.id, `${field(record, 'name')} (system-assigned)`, 'managed-identity', {
      location: user.location,
      confidence: 'medium',
    });
  yield* workload(id, `${field(record, 'name') ?? id}`, [...users, ...own], {
    location: at(get(record, 'name') ?? record),
  });
}

/** A project of Azure AI Foundry with its identity, or a connection of one. */
function* foundry(record: Tree, isConnection: boolean, at: At): Generator<Observation> {
  const name = field(record, 'name') ?? 'project';
  const place = at(get(record, 'name') ?? record);
  if (isConnection) {
    const parent = field(record, 'parent') ?? name.split('/').slice(0, -1).join('/');
    const authType = get(record, 'properties', 'authType');
    if (text(authType))
      yield* observeConnection({
        id: `${place.path}#${name}`,
        name: name.split('/').at(-1)!,
        agent: projectAgent(place.path, projectName(parent)),
        authType: text(authType)!,
        category: field(record, 'properties', 'category'),
        location: at(authType),
      });
    return;
  }
  const short = projectName(name);
  const kind = field(record, 'identity', 'type') ?? '';
  const own = field(record, 'identity', 'principalId') ?? `${place.path}#${short}`;
  const identities = [
    ...(/SystemAssigned/i.test(kind) ? [{ id: own, location: at(get(record, 'identity')) }] : []),
    ...entries(get(record, 'identity', 'userAssignedIdentities')).map(({ key, value }) => ({
      id: field(value, 'clientId') ?? nameIn(key),
      location: at(value),
    })),
  ];
  for (const { id, location } of identities)
    yield identity(id, id === own ? `project ${short}` : id.split('/').at(-1)!, 'managed-identity', {
      location,
      confidence: 'medium',
    });
  yield* observeProject({
    id: field(record, 'id') ?? `${place.path}#${short}`,
    name: short,
    path: place.path,
    at: place,
    identities,
  });
}

/** `[format('{0}/{1}', …, 'agents')]`, `account/project` and `bicep:main.bicep#project` name a project by their last part. */
const projectName = (name: string): string => /(?:^|[/#'"])([\w-]+)['")\]]*$/.exec(name)?.[1] ?? name;

/** Resources of a template, nested ones included. */
export function templateResources(tree: Tree | undefined): Tree[] {
  const list = get(tree, 'resources');
  const direct = list?.kind === 'list' ? list.items : entries(list).map(({ value }) => value);
  return direct.flatMap((resource) => [
    resource,
    ...templateResources(resource),
    ...templateResources(get(resource, 'properties', 'template')),
  ]);
}

/** Whether a list may be one of `az`; cheap, so that other JSON is left alone. */
export const recordsOf = (tree: Tree | undefined): Tree[] =>
  tree?.kind === 'list'
    ? tree.items
    : items(get(tree, 'value')).length > 0
      ? items(get(tree, 'value'))
      : tree
        ? [tree]
        : [];
