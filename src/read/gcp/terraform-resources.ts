import type { Location, Observation, Setting } from '../../model/index.ts';
import { inBraces } from '../../util/expressions.ts';
import { unknownText } from '../../util/unknown.ts';
import { engineIds, observeEngine } from '../platforms/agent-engine.ts';
import { edge } from '../platforms/facts.ts';
import { bracedText } from '../terraform/braced.ts';
import type { Evaluator } from '../terraform/frame.ts';
import { blocks, type TfResource } from '../terraform/module.ts';
import { asText } from '../terraform/value.ts';
import { get, items, locate, type Tree } from '../tree/tree.ts';
import { attribute, local } from './attributes.ts';
import { mailIn } from './ids.ts';
import { account, accountKey, apiKey, control, hmacKey, workload, written } from './nodes.ts';

/** One instance of a resource, and what its expressions are worth. */
export interface Tf {
  resource: TfResource;
  values: Evaluator;
}

const at = (tf: Tf, tree: Tree | undefined): Location => locate(tf.resource.path, tree ?? tf.resource.body);
const say = (tf: Tf, tree: Tree | undefined): string | undefined => {
  const text = bracedText(tf.values, tree);
  return text === undefined ? undefined : local(tf.values, text);
};
const setting = (tf: Tf, tree: Tree | undefined): Setting | undefined => {
  const value = say(tf, tree);
  return tree && value !== undefined ? { value, location: at(tf, tree) } : undefined;
};
const block = (body: Tree | undefined, ...names: string[]): Tree | undefined =>
  names.reduce<Tree | undefined>((here, name) => blocks(here, name)[0], body);
const idOf = ({ resource, values: { module, deployment, instance } }: Tf): string =>
  `tf:${module.folder}/${deployment.key}${resource.address}${instance}`;

function running(kind: string, mailAt: (body: Tree) => Tree | undefined): (tf: Tf) => Iterable<Observation> {
  return (tf) => {
    const found = mailAt(tf.resource.body);
    const name = say(tf, found);
    const mail = name && (mailIn(name) ?? name);
    return workload(
      idOf(tf),
      `${kind} ${tf.resource.name}`,
      mail ? { mail, location: at(tf, found) } : undefined,
      { location: at(tf, get(tf.resource.body, 'name')) },
    );
  };
}

/** Resources by type without `google_`; each gives what it declares. */
export const RESOURCES: Record<string, (tf: Tf) => Iterable<Observation>> = {
  *service_account(tf) {
    const mail = asText(attribute(tf.resource, 'email', tf.values));
    const project = say(tf, get(tf.resource.body, 'project')) ?? local(tf.values, unknownText('project'));
    if (mail)
      yield account(local(tf.values, mail), {
        location: at(tf, get(tf.resource.body, 'account_id')),
        project,
      });
  },
  *service_account_key(tf) {
    const name = say(tf, get(tf.resource.body, 'service_account_id'));
    if (!name) return;
    const until = say(tf, get(tf.resource.body, 'valid_before'));
    yield* accountKey(idOf(tf), mailIn(name) ?? name, {
      location: at(tf, get(tf.resource.body, 'service_account_id')),
      until,
      how: 'google_service_account_key; no end is set in Terraform',
      settings: written({ declared: { value: true, location: at(tf, undefined) } }),
    });
  },
  *iam_workload_identity_pool_provider(tf) {
    const { body } = tf.resource;
    const oidc = block(body, 'oidc');
    yield control('gcp-wif-provider', idOf(tf), tf.resource.name, {
      location: at(tf, get(oidc, 'issuer_uri') ?? get(body, 'workload_identity_pool_provider_id')),
      settings: written({
        issuerUri: setting(tf, get(oidc, 'issuer_uri')),
        attributeCondition: setting(tf, get(body, 'attribute_condition')),
        disabled: setting(tf, get(body, 'disabled')),
        aws: setting(tf, get(block(body, 'aws'), 'account_id')),
        attributeMapping: {
          value: items(get(body, 'attribute_mapping')).length,
          location: at(tf, get(body, 'attribute_mapping')),
        },
      }),
    });
  },
  project_iam_custom_role: customRole,
  organization_iam_custom_role: customRole,
  *apikeys_key(tf) {
    const restrictions = block(tf.resource.body, 'restrictions');
    const targets = blocks(restrictions, 'api_targets').flatMap(
      (target) => say(tf, get(target, 'service')) ?? [],
    );
    const client = [
      'browser_key_restrictions',
      'server_key_restrictions',
      'android_key_restrictions',
      'ios_key_restrictions',
    ].some((name) => block(restrictions, name));
    const location = at(tf, get(tf.resource.body, 'name'));
    yield apiKey(idOf(tf), tf.resource.name, {
      location,
      settings: {
        apiTargets: { value: targets.join('\n'), location },
        clientRestricted: { value: client, location },
      },
    });
  },
  /** https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/vertex_ai_reasoning_engine */
  *vertex_ai_reasoning_engine(tf) {
    const { body, path } = tf.resource;
    const spec = block(body, 'spec');
    const name = say(tf, get(body, 'display_name')) ?? tf.resource.name;
    const written = say(tf, get(spec, 'service_account'));
    const identityType = setting(tf, get(spec, 'identity_type'));
    const engine = {
      path,
      name: /[${]/.test(name) ? tf.resource.name : name,
      at: at(tf, get(body, 'display_name')),
      ...(written && {
        account: { mail: mailIn(written) ?? written, location: at(tf, get(spec, 'service_account')) },
      }),
      ...(identityType && { identityType: { ...identityType, value: String(identityType.value) } }),
    };
    yield* observeEngine(engine);
    for (const secret of blocks(block(spec, 'deployment_spec'), 'secret_env')) {
      const id = say(tf, get(block(secret, 'secret_ref'), 'secret'));
      if (!id) continue;
      const variable = say(tf, get(secret, 'name')) ?? id;
      const location = at(tf, get(secret, 'name') ?? secret);
      const credential = `gcp:secret/${id.split('/').at(-1)}`;
      yield {
        type: 'node',
        node: {
          kind: 'credential',
          id: credential,
          name: variable,
          reference: 'secretRef',
          lifetime: { class: 'unknown', how: 'an entry of Secret Manager' },
          names: [variable],
          locations: [location],
          confidence: 'high',
        },
      };
      yield edge('holds', engineIds(engine).workload, credential, location, { via: 'env', name: variable });
    }
  },
  *storage_hmac_key(tf) {
    const mail = say(tf, get(tf.resource.body, 'service_account_email'));
    if (mail && say(tf, get(tf.resource.body, 'state')) !== 'INACTIVE')
      yield* hmacKey(idOf(tf), mail, { location: at(tf, get(tf.resource.body, 'service_account_email')) });
  },
  *org_policy_policy(tf) {
    const constraint = say(tf, get(tf.resource.body, 'name'))?.split('/policies/').at(-1) ?? '';
    const rules = blocks(block(tf.resource.body, 'spec'), 'rules');
    yield orgPolicy(
      tf,
      constraint,
      rules.some((rule) => /true/i.test(say(tf, get(rule, 'enforce')) ?? '') || block(rule, 'values')),
    );
  },
  project_organization_policy: olderPolicy,
  folder_organization_policy: olderPolicy,
  organization_policy: olderPolicy,
  cloud_run_service: running('Cloud Run service', (body) =>
    get(block(body, 'template', 'spec'), 'service_account_name'),
  ),
  cloud_run_v2_service: running('Cloud Run service', (body) =>
    get(block(body, 'template'), 'service_account'),
  ),
  cloud_run_v2_job: running('Cloud Run job', (body) =>
    get(block(body, 'template', 'template'), 'service_account'),
  ),
  cloudfunctions_function: running('Cloud Function', (body) => get(body, 'service_account_email')),
  cloudfunctions2_function: running('Cloud Function', (body) =>
    get(block(body, 'service_config'), 'service_account_email'),
  ),
  compute_instance: (tf) => machine(tf, 'instance'),
  compute_instance_template: (tf) => machine(tf, 'instance template'),
  container_node_pool: running('GKE node pool', (body) => get(block(body, 'node_config'), 'service_account')),
  cloudbuild_trigger: running('Cloud Build trigger', (body) => get(body, 'service_account')),
  notebooks_instance: running('notebook', (body) => get(body, 'service_account')),
  dataflow_job: running('Dataflow job', (body) => get(body, 'service_account_email')),
};

/** An instance without the block has no account at all; with a block that names none it runs as the default account. */
function machine(tf: Tf, kind: string): Iterable<Observation> {
  const attached = block(tf.resource.body, 'service_account');
  return attached ? running(kind, () => get(attached, 'email'))(tf) : [];
}

function* customRole(tf: Tf): Generator<Observation> {
  const id = say(tf, get(tf.resource.body, 'role_id')) ?? tf.resource.name;
  const permissions = tf.values.list(get(tf.resource.body, 'permissions')).map(inBraces);
  yield {
    type: 'policy',
    policy: {
      platform: 'gcp',
      kind: 'role',
      id: `gcp:role/custom:${id}`,
      name: id,
      attachedTo: [],
      document: { permissions },
      location: at(tf, get(tf.resource.body, 'permissions')),
    },
  };
}

function* olderPolicy(tf: Tf): Generator<Observation> {
  const constraint = (say(tf, get(tf.resource.body, 'constraint')) ?? '').replace(/^constraints\//, '');
  yield orgPolicy(
    tf,
    constraint,
    say(tf, get(block(tf.resource.body, 'boolean_policy'), 'enforced')) === 'true' ||
      block(tf.resource.body, 'list_policy') !== undefined,
  );
}

function orgPolicy(tf: Tf, constraint: string, enforced: boolean): Observation {
  const location = at(tf, get(tf.resource.body, 'constraint') ?? get(tf.resource.body, 'name'));
  return control('gcp-org-policy', constraint || idOf(tf), constraint, {
    location,
    settings: { constraint: { value: constraint, location }, enforced: { value: enforced, location } },
  });
}
