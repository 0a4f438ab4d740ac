import type { Observation } from '../../model/index.ts';
import { blocks } from '../terraform/module.ts';
import { type DictTree, get, locate, type Tree, text } from '../tree/tree.ts';
import { observeConnection, observeProject, projectAgent } from './foundry.ts';
import { application } from './graph.ts';
import { appCredential, identity } from './nodes.ts';
import { at, here, identityIds, resourceId, say, type Tf, textOf } from './terraform-resources.ts';

/** Resources that make agents or identities of agents: projects of Azure AI Foundry and Entra Agent ID. */
export const AGENT_RESOURCES: Record<string, (tf: Tf) => Iterable<Observation>> = {
  azurerm_cognitive_account_project: (tf) => project(tf, say(tf, 'name')),
  azurerm_ai_foundry_project: (tf) => project(tf, say(tf, 'name')),
  azapi_resource: azapi,
  msgraph_resource: graphResource,
  msgraph_resource_action: graphAction,
};

function* project(tf: Tf, name: string | undefined): Generator<Observation> {
  const { resource } = tf;
  const block = blocks(resource.body, 'identity')[0];
  const given = identityIds(tf, block);
  const own = /SystemAssigned/.test(textOf(tf, get(block, 'type')) ?? '')
    ? [{ id: resourceId(tf), location: locate(resource.path, block) }]
    : [];
  for (const { id, location } of own)
    yield identity(id, `project ${name ?? resource.name}`, 'managed-identity', { location });
  for (const { id, location } of given)
    yield identity(id, id.split('.').at(-1) ?? id, 'managed-identity', { location, confidence: 'low' });
  yield* observeProject({
    id: resourceId(tf),
    name: resource.name,
    path: resource.path,
    at: at(tf, 'name'),
    identities: [...own, ...given],
  });
}

/** `body` as an object, or inside `jsonencode`. */
const bodyOf = (tf: Tf): Tree | undefined => {
  const body = get(tf.resource.body, 'body');
  return body?.kind === 'list' && body.tag === '!call jsonencode' ? body.items[0] : body;
};

/** https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource */
function* azapi(tf: Tf): Generator<Observation> {
  const { resource } = tf;
  const type = (say(tf, 'type') ?? '').toLowerCase().split('@')[0];
  if (type === 'microsoft.cognitiveservices/accounts/projects') yield* project(tf, say(tf, 'name'));
  if (type !== 'microsoft.cognitiveservices/accounts/projects/connections') return;
  const properties = get(bodyOf(tf), 'properties');
  const parent = /^azapi_resource\.([\w-]+)\.|^azurerm_\w+\.([\w-]+)\./.exec(
    text(get(resource.body, 'parent_id')) ?? '',
  );
  const owner = parent?.[1] ?? parent?.[2];
  const authType = textOf(tf, get(properties, 'authType'));
  if (owner && authType)
    yield* observeConnection({
      id: resourceId(tf),
      name: resource.name,
      agent: projectAgent(resource.path, owner),
      authType,
      category: textOf(tf, get(properties, 'category')),
      location: locate(resource.path, get(properties, 'authType')),
    });
}

/** Applications and principals of Microsoft Graph, agent identities among them. https://learn.microsoft.com/graph/templates/terraform */
function* graphResource(tf: Tf): Generator<Observation> {
  const url = say(tf, 'url') ?? '';
  const kind = /^(?:applications|servicePrincipals)(?:\/(?:microsoft\.)?(graph\.agentIdentity\w*))?$/i.exec(
    url,
  );
  const body = bodyOf(tf);
  if (!kind || body?.kind !== 'dict') return;
  yield* application(record(tf, body, kind[1]), (tree) => locate(tf.resource.path, tree ?? tf.resource.body));
}

/** The record as Graph would give it back: the values decided, with the id that other resources refer to. */
function record(tf: Tf, body: DictTree, type: string | undefined): DictTree {
  const scalar = (value: string): Tree => ({
    kind: 'scalar',
    value,
    span: body.span,
    pointer: '',
    style: 'quoted',
  });
  const entry = (key: string, value: Tree) => ({ key, keySpan: body.span, value });
  const decided = body.entries.map((one) => {
    const value = one.value.kind === 'scalar' ? textOf(tf, one.value) : undefined;
    const key = one.key.replace(/@odata\.bind$/, '');
    return { ...one, key, value: value === undefined ? one.value : ({ ...one.value, value } as Tree) };
  });
  return {
    ...body,
    entries: [
      ...(type ? [entry('@odata.type', scalar(`#microsoft.${type}`))] : []),
      ...decided,
      entry('id', scalar(resourceId(tf))),
    ],
  };
}

/** `addPassword` puts a client secret on an application or blueprint. */
function* graphAction(tf: Tf): Generator<Observation> {
  const action = say(tf, 'action') ?? '';
  const owner = /^(?:applications|servicePrincipals)\/(tf:.*|[^/]+)/.exec(say(tf, 'resource_url') ?? '')?.[1];
  if (!owner || !/addPassword$/.test(action)) return;
  const credential = get(bodyOf(tf), 'passwordCredential');
  yield* appCredential('client-secret', resourceId(tf), here(tf, owner), {
    location: at(tf, 'action'),
    until: textOf(tf, get(credential, 'endDateTime')),
    how: 'addPassword of Microsoft Graph',
    name: textOf(tf, get(credential, 'displayName')),
  });
}
