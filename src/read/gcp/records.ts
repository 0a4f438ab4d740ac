import type { Location, Observation, Setting } from '../../model/index.ts';
import { get, items, locate, scalars, type Tree, text } from '../tree/tree.ts';
import { type Binding, bindingsPolicy } from './bindings.ts';
import { mailIn, projectOfMail, scopeOf } from './ids.ts';
import { account, accountKey, apiKey, control, hmacKey, workload, written } from './nodes.ts';

/** One record of an export, whatever command printed it. Undefined when the record is none of ours. */
export function readRecord(record: Tree, path: string): Iterable<Observation> | undefined {
  const asset = text(get(record, 'assetType'));
  const at = (tree: Tree | undefined): Location => locate(path, tree ?? record);
  const policy = get(record, 'policy') ?? get(record, 'iamPolicy');
  if (policy && get(policy, 'bindings')) {
    const resource = text(get(record, 'resource')) ?? text(get(record, 'name')) ?? '';
    const scope =
      /cloudresourcemanager\.googleapis\.com\/Project$/.test(asset ?? '') && text(get(record, 'project'))
        ? scopeOf(text(get(record, 'project'))!)
        : scopeOf(resource);
    return bindingsPolicy(scope, bindingsOf(policy, at), at(undefined));
  }
  // `asset list` has the resource under `resource.data`, `asset search-all-resources` its versions, and names keys by the number of their account.
  const data = asset
    ? (get(record, 'resource', 'data') ?? get(record, 'versionedResources', 0, 'resource'))
    : record;
  if (!data) return undefined;
  const named = text(get(record, 'name')) ?? text(get(data, 'name')) ?? '';
  const name = /\/serviceAccounts\/\d+\/keys\//.test(named) ? (text(get(data, 'name')) ?? named) : named;
  const type = asset ?? typeOf(data, name);
  return type ? ASSETS[type]?.(data, name, at) : undefined;
}

/** Bindings of a policy document. */
export function bindingsOf(policy: Tree | undefined, at: (tree: Tree | undefined) => Location): Binding[] {
  return items(get(policy, 'bindings')).flatMap((binding) => {
    const role = text(get(binding, 'role'));
    if (!role) return [];
    const members = items(get(binding, 'members')).flatMap((member) =>
      text(member) ? [{ text: text(member)!, location: at(member) }] : [],
    );
    return [
      {
        role,
        roleLocation: at(get(binding, 'role')),
        members,
        condition: text(get(binding, 'condition', 'expression')),
      },
    ];
  });
}

/** What a record of a `list` command is, from the fields only that kind has. */
function typeOf(data: Tree, name: string): string | undefined {
  if (get(data, 'keyType') && name.includes('/keys/')) return 'iam.googleapis.com/ServiceAccountKey';
  if (get(data, 'email') && name.includes('/serviceAccounts/')) return 'iam.googleapis.com/ServiceAccount';
  if (name.includes('/workloadIdentityPools/') && name.includes('/providers/'))
    return 'iam.googleapis.com/WorkloadIdentityPoolProvider';
  if (get(data, 'includedPermissions')) return 'iam.googleapis.com/Role';
  if (get(data, 'accessId') && get(data, 'serviceAccountEmail')) return 'hmac';
  if (/^projects\/[^/]+\/locations\/global\/keys\//.test(name)) return 'apikeys.googleapis.com/Key';
  if (get(data, 'constraint') && (get(data, 'booleanPolicy') ?? get(data, 'listPolicy'))) return 'orgpolicy';
  if (/\/policies\/iam\./.test(name) && get(data, 'spec')) return 'orgpolicy';
  if (
    get(data, 'clientId') &&
    items(get(data, 'scopes')).some((scope) => text(scope)?.includes('googleapis.com/auth/'))
  )
    return 'delegation';
  return undefined;
}

type At = (tree: Tree | undefined) => Location;
type Read = (data: Tree, name: string, at: At) => Iterable<Observation>;

const one = (tree: Tree | undefined, at: At): Setting | undefined =>
  tree?.kind === 'scalar' && tree.value !== null ? { value: tree.value, location: at(tree) } : undefined;

function running(kind: string, mailAt: (data: Tree) => Tree | undefined): Read {
  return (data, name, at) => {
    const found = mailAt(data);
    const mail = text(found);
    return workload(
      name,
      `${kind} ${name.split('/').at(-1)}`,
      mail && mail !== 'default' ? { mail, location: at(found) } : undefined,
      { location: at(get(data, 'name') ?? data) },
    );
  };
}

/** Asset types of Cloud Asset Inventory (https://cloud.google.com/asset-inventory/docs/asset-types), and the same things as their own commands list them. */
const ASSETS: Record<string, Read> = {
  'iam.googleapis.com/ServiceAccount': function* (data, name, at) {
    const mail = text(get(data, 'email')) ?? mailIn(name);
    if (!mail) return;
    const settings = written({
      oauth2ClientId: one(get(data, 'oauth2ClientId'), at),
      uniqueId: one(get(data, 'uniqueId'), at),
      disabled: one(get(data, 'disabled'), at),
    });
    yield account(mail, {
      location: at(get(data, 'email')),
      settings,
      project: projectOfMail(mail),
      lastUsed: text(get(data, 'lastAuthenticatedTime')),
    });
  },
  'iam.googleapis.com/ServiceAccountKey': function* (data, name, at) {
    if (text(get(data, 'keyType')) !== 'USER_MANAGED' || text(get(data, 'disabled')) === 'true') return;
    const mail = mailIn(name);
    if (!mail) return;
    yield* accountKey(`${mail}/${name.split('/').at(-1)}`, mail, {
      location: at(get(data, 'name') ?? data),
      since: text(get(data, 'validAfterTime')),
      until: text(get(data, 'validBeforeTime')),
      how: 'user-managed key',
      lastUsed: text(get(data, 'lastAuthenticatedTime')),
      settings: written({
        keyOrigin: one(get(data, 'keyOrigin'), at),
        validBeforeTime: one(get(data, 'validBeforeTime'), at),
      }),
    });
  },
  'iam.googleapis.com/WorkloadIdentityPoolProvider': function* (data, name, at) {
    yield control('gcp-wif-provider', name, name.split('/').slice(-3).join('/'), {
      location: at(get(data, 'name') ?? data),
      settings: written({
        issuerUri: one(get(data, 'oidc', 'issuerUri'), at),
        attributeCondition: one(get(data, 'attributeCondition'), at),
        state: one(get(data, 'state'), at),
        disabled: one(get(data, 'disabled'), at),
        allowedAudiences: joined(get(data, 'oidc', 'allowedAudiences'), at),
        aws: one(get(data, 'aws', 'accountId'), at),
      }),
    });
  },
  'iam.googleapis.com/Role': function* (data, name, at) {
    const role = name.replace(/^\/\/iam\.googleapis\.com\//, '');
    const permissions = items(get(data, 'includedPermissions')).flatMap((item) => text(item) ?? []);
    yield {
      type: 'policy',
      policy: {
        platform: 'gcp',
        kind: 'role',
        id: `gcp:role/${role}`,
        name: role,
        attachedTo: [],
        document: { permissions },
        location: at(get(data, 'name') ?? data),
      },
    };
  },
  'run.googleapis.com/Service': running(
    'Cloud Run service',
    (data) =>
      get(data, 'spec', 'template', 'spec', 'serviceAccountName') ?? get(data, 'template', 'serviceAccount'),
  ),
  'run.googleapis.com/Job': running(
    'Cloud Run job',
    (data) =>
      get(data, 'spec', 'template', 'spec', 'template', 'spec', 'serviceAccountName') ??
      get(data, 'template', 'template', 'serviceAccount'),
  ),
  'cloudfunctions.googleapis.com/Function': running(
    'Cloud Function',
    (data) => get(data, 'serviceConfig', 'serviceAccountEmail') ?? get(data, 'serviceAccountEmail'),
  ),
  'cloudfunctions.googleapis.com/CloudFunction': running('Cloud Function', (data) =>
    get(data, 'serviceAccountEmail'),
  ),
  'compute.googleapis.com/Instance': running('instance', (data) =>
    get(items(get(data, 'serviceAccounts'))[0], 'email'),
  ),
  'container.googleapis.com/Cluster': running('GKE nodes', (data) =>
    get(data, 'nodeConfig', 'serviceAccount'),
  ),
  'aiplatform.googleapis.com/ReasoningEngine': running('Agent Engine', (data) =>
    get(data, 'spec', 'serviceAccount'),
  ),
  'apikeys.googleapis.com/Key': function* (data, name, at) {
    const targets = items(get(data, 'restrictions', 'apiTargets')).flatMap(
      (target) => text(get(target, 'service')) ?? [],
    );
    const client = [
      'browserKeyRestrictions',
      'serverKeyRestrictions',
      'androidKeyRestrictions',
      'iosKeyRestrictions',
    ].some((key) => [...scalars(get(data, 'restrictions', key))].length > 0);
    const location = at(get(data, 'name') ?? data);
    yield apiKey(name, text(get(data, 'displayName')) ?? name, {
      location,
      since: text(get(data, 'createTime')),
      settings: {
        apiTargets: { value: targets.join('\n'), location },
        clientRestricted: { value: client, location },
      },
    });
  },
  hmac: function* (data, _name, at) {
    if (text(get(data, 'state')) !== 'ACTIVE') return;
    yield* hmacKey(text(get(data, 'accessId'))!, text(get(data, 'serviceAccountEmail'))!, {
      location: at(get(data, 'accessId')),
      since: text(get(data, 'timeCreated')),
    });
  },
  orgpolicy: function* (data, name, at) {
    const constraint = (text(get(data, 'constraint')) ?? name.split('/policies/').at(-1) ?? '').replace(
      /^constraints\//,
      '',
    );
    const rules = items(get(data, 'spec', 'rules'));
    const enforced =
      text(get(data, 'booleanPolicy', 'enforced')) === 'true' ||
      rules.some((rule) => text(get(rule, 'enforce')) === 'true' || get(rule, 'values'));
    const location = at(get(data, 'constraint') ?? get(data, 'name') ?? data);
    yield control('gcp-org-policy', constraint, constraint, {
      location,
      settings: { constraint: { value: constraint, location }, enforced: { value: enforced, location } },
    });
  },
  delegation: function* (data, _name, at) {
    const client = text(get(data, 'clientId'))!;
    const scopes = items(get(data, 'scopes')).flatMap((scope) => text(scope) ?? []);
    yield control('gcp-domain-delegation', client, client, {
      location: at(get(data, 'clientId')),
      settings: { scopes: { value: scopes.join('\n'), location: at(get(data, 'scopes')) } },
    });
  },
};

function joined(tree: Tree | undefined, at: At): Setting | undefined {
  const values = items(tree).flatMap((item) => text(item) ?? []);
  return values.length > 0 ? { value: values.join('\n'), location: at(tree) } : undefined;
}
