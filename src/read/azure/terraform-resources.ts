import type { Location, Observation, Setting } from '../../model/index.ts';
import { inBraces, localTo, shown } from '../../util/expressions.ts';
import { folderOf } from '../../util/paths.ts';
import { bracedText } from '../terraform/braced.ts';
import type { Evaluator } from '../terraform/frame.ts';
import { blocks, type TfResource } from '../terraform/module.ts';
import { asText } from '../terraform/value.ts';
import { get, locate, type Tree, text as written } from '../tree/tree.ts';
import { appCredential, assignment, federated, identity, same, workload } from './nodes.ts';

/** One instance of a resource, and what its expressions are worth. */
export interface Tf {
  resource: TfResource;
  values: Evaluator;
}

/** Id of something that Terraform will create: its address in its folder. */
export const resourceId = ({ resource, values: { deployment, instance } }: Tf): string =>
  `tf:${folderOf(resource.path)}/${deployment.key}${resource.address}${instance}`;

/** Text of an expression; what it hides as `${…}`. */
export const textOf = ({ values }: Tf, tree: Tree | undefined): string | undefined =>
  bracedText(values, tree);

/** Texts of a list with their places. */
export const textsOf = (
  { resource, values }: Tf,
  tree: Tree | undefined,
): { text: string; location: Location }[] =>
  values.members(tree).flatMap((one) => {
    const text = asText(one.value);
    return text ? [{ text: inBraces(text), location: locate(resource.path, one.tree) }] : [];
  });

export const at = (tf: Tf, key: string): Location =>
  locate(tf.resource.path, get(tf.resource.body, key) ?? tf.resource.body);
export const say = (tf: Tf, key: string, body: Tree = tf.resource.body): string | undefined =>
  textOf(tf, get(body, key));
const first = (tf: Tf, ...keys: string[]): [string, string] | undefined => {
  const key = keys.find((candidate) => say(tf, candidate) !== undefined);
  return key ? [say(tf, key)!, key] : undefined;
};
const setting = (tf: Tf, key: string): [string, Setting][] => {
  const value = say(tf, key);
  return value === undefined ? [] : [[key, { value, location: at(tf, key) }]];
};
/** What depends on a deployment means the same only in its module. */
export const here = (tf: Tf, text: string): string =>
  localTo(tf.values.deployment.home, text).replace(/^\/(?:applications|servicePrincipals)\//, '');

/** Resources by type; each gives what it declares. */
export const RESOURCES: Record<string, (tf: Tf) => Iterable<Observation>> = {
  azuread_application: application,
  azuread_application_registration: application,
  *azuread_service_principal(tf) {
    const id = resourceId(tf);
    yield identity(id, tf.resource.name, 'app', { location: at(tf, 'client_id') });
    const app = first(tf, 'client_id', 'application_id');
    if (app && app[0] !== id) yield same(id, here(tf, app[0]), 'service principal of this application');
  },
  azuread_application_password: secret,
  azuread_service_principal_password: secret,
  *azuread_application_certificate(tf) {
    const owner = first(tf, 'application_id', 'application_object_id');
    if (owner)
      yield* appCredential('certificate', resourceId(tf), here(tf, owner[0]), {
        location: at(tf, owner[1]),
        until: say(tf, 'end_date'),
        how: tf.resource.type,
      });
  },
  azuread_application_federated_identity_credential: credential,
  azuread_application_flexible_federated_identity_credential: credential,
  azurerm_federated_identity_credential: credential,
  *azuread_app_role_assignment(tf) {
    const principal = say(tf, 'principal_object_id');
    const role = say(tf, 'app_role_id');
    if (!principal || !role) return;
    // `app_role_ids["Directory.ReadWrite.All"]` names the role itself.
    const named = /\["([\w.]+)"\]/.exec(written(get(tf.resource.body, 'app_role_id')) ?? '')?.[1] ?? role;
    yield identity(here(tf, principal), tf.resource.name, 'app', {
      location: at(tf, 'principal_object_id'),
      confidence: 'medium',
    });
    yield assignment('app-role', resourceId(tf), here(tf, principal), { role: named }, at(tf, 'app_role_id'));
  },
  *azuread_directory_role_assignment(tf) {
    const principal = say(tf, 'principal_object_id');
    const role = get(tf.resource.body, 'role_id');
    if (!principal || !/azuread_(?:application|service_principal)|tf:/.test(principal)) return;
    const address =
      role?.kind === 'scalar' ? /^(azuread_directory_role\.[\w-]+)/.exec(String(role.value))?.[1] : undefined;
    const declared = address ? tf.values.module.byAddress.get(address) : undefined;
    const name = declared
      ? (textOf(tf, get(declared.body, 'display_name')) ?? textOf(tf, get(declared.body, 'template_id')))
      : say(tf, 'role_id');
    yield assignment(
      'directory-role',
      resourceId(tf),
      here(tf, principal),
      { role: name },
      at(tf, 'role_id'),
    );
  },
  *azurerm_role_assignment(tf) {
    const principal = say(tf, 'principal_id');
    const role = first(tf, 'role_definition_name', 'role_definition_id');
    if (!principal || !role) return;
    const type = say(tf, 'principal_type');
    // The running user, groups and named people are not workloads.
    if (
      (type && type !== 'ServicePrincipal') ||
      /azurerm_client_config|azuread_(?:client_config|group|user)/.test(principal)
    )
      return;
    const scope = say(tf, 'scope') ?? 'unknown';
    yield identity(here(tf, principal), nameOf(principal), 'unknown', {
      location: at(tf, 'principal_id'),
      confidence: 'low',
    });
    yield assignment(
      'role-assignment',
      resourceId(tf),
      here(tf, principal),
      { role: role[0], scope, condition: say(tf, 'condition') },
      at(tf, role[1]),
    );
  },
  *azurerm_user_assigned_identity(tf) {
    yield identity(resourceId(tf), say(tf, 'name') ?? tf.resource.name, 'managed-identity', {
      location: at(tf, 'name'),
    });
  },
  *azuread_service_principal_delegated_permission_grant(tf) {
    const client = say(tf, 'service_principal_object_id');
    if (!client) return;
    const scopes = textsOf(tf, get(tf.resource.body, 'claim_values')).map(({ text }) => text);
    yield identity(here(tf, client), tf.resource.name, 'app', {
      location: at(tf, 'service_principal_object_id'),
      confidence: 'medium',
    });
    yield assignment(
      'consent',
      resourceId(tf),
      here(tf, client),
      { consentType: get(tf.resource.body, 'user_object_id') ? 'Principal' : 'AllPrincipals', scopes },
      at(tf, 'claim_values'),
    );
  },
};

/** An id for people: the name of the resource it comes from, or the expression. */
const nameOf = (principal: string): string =>
  !principal.includes('${')
    ? (principal.split('.').at(-1) ?? principal)
    : shown(principal).replace(/^\$\{(.*)\}$/, '$1');

/** An application, with the credentials that stand inside it in newer versions and the roles it asks for. */
function* application(tf: Tf): Generator<Observation> {
  const id = resourceId(tf);
  yield identity(id, say(tf, 'display_name') ?? tf.resource.name, 'app', {
    location: at(tf, 'display_name'),
    settings: Object.fromEntries(setting(tf, 'sign_in_audience')),
  });
  for (const [index, block] of blocks(tf.resource.body, 'password').entries()) {
    yield* appCredential('client-secret', `${id}/${index}`, id, {
      location: locate(tf.resource.path, block),
      since: say(tf, 'start_date', block),
      until: say(tf, 'end_date', block),
      how: 'password block',
      name: say(tf, 'display_name', block),
    });
  }
}

function* secret(tf: Tf): Generator<Observation> {
  const owner = first(tf, 'application_id', 'application_object_id', 'service_principal_id');
  if (!owner) return;
  const relative = say(tf, 'end_date_relative');
  yield* appCredential('client-secret', resourceId(tf), here(tf, owner[0]), {
    location: at(tf, owner[1]),
    until: say(tf, 'end_date'),
    how: tf.resource.type,
    name: say(tf, 'display_name'),
    settings: relative
      ? { end_date_relative: { value: relative, location: at(tf, 'end_date_relative') } }
      : {},
  });
}

function* credential(tf: Tf): Generator<Observation> {
  const owner = first(
    tf,
    'application_id',
    'application_object_id',
    'parent_id',
    'user_assigned_identity_id',
  );
  if (!owner) return;
  const settings = Object.fromEntries(
    ['issuer', 'subject', 'claims_matching_expression']
      .flatMap((key) => setting(tf, key))
      .map(([key, value]) => [
        key === 'claims_matching_expression' ? 'claimsMatchingExpression' : key,
        value,
      ]),
  );
  yield identity(here(tf, owner[0]), nameOf(owner[0]), 'app', {
    location: at(tf, owner[1]),
    confidence: 'low',
  });
  yield* federated(
    resourceId(tf),
    here(tf, owner[0]),
    say(tf, 'display_name') ?? say(tf, 'name') ?? tf.resource.name,
    {
      location: at(tf, get(tf.resource.body, 'subject') ? 'subject' : 'claims_matching_expression'),
      settings,
      issuer: say(tf, 'issuer'),
      subject: say(tf, 'subject'),
    },
  );
}

/** User-assigned identities that an `identity` block names. */
export const identityIds = (tf: Tf, block: Tree | undefined): { id: string; location: Location }[] =>
  textsOf(tf, get(block, 'identity_ids')).map(({ text, location }) => ({ id: here(tf, text), location }));

/** Any azurerm resource with user-assigned identities. */
export function* workloadOf(tf: Tf): Generator<Observation> {
  const block = blocks(tf.resource.body, 'identity')[0];
  const ids = identityIds(tf, block);
  if (ids.length === 0) return;
  for (const { id, location } of ids)
    yield identity(id, nameOf(id), 'managed-identity', { location, confidence: 'low' });
  yield* workload(resourceId(tf), `${tf.resource.type.slice('azurerm_'.length)} ${tf.resource.name}`, ids, {
    location: at(tf, 'name'),
  });
}
