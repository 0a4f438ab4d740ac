import type { Observation } from '../../../model/index.ts';
import { unknownText } from '../../../util/unknown.ts';
import {
  accessKey,
  identity,
  idOf,
  machineName,
  nameIn,
  policy,
  resource as resourceNode,
} from '../../aws/emit.ts';
import { podIdentity } from '../../aws/workload-export.reader.ts';
import { type Evaluator, fullAddress } from '../../terraform/frame.ts';
import { blocks, type TfResource } from '../../terraform/module.ts';
import { accountOf } from '../../terraform/references.ts';
import { eachOf, isObject, membersOf, type Value } from '../../terraform/value.ts';
import { get, locate } from '../../tree/tree.ts';
import { attached, type Declared, declared, workload } from '../holders.ts';
import { dataDocument, isDocument, iterated, written } from './documents.ts';

const HOLDER: Record<string, 'role' | 'user' | 'group'> = {
  aws_iam_role: 'role',
  aws_iam_user: 'user',
  aws_iam_group: 'group',
};

/** Name and ARN that AWS makes for IAM resources, and ARNs of what runs. */
export function madeAttribute(
  resource: TfResource,
  attribute: string,
  evaluator: Evaluator,
): Value | undefined {
  if (isDocument(resource) && /^(?:minified_)?json$/.test(attribute))
    return dataDocument(resource, evaluator).document as Value;
  const kind =
    HOLDER[resource.type] ??
    (resource.type === 'aws_iam_policy'
      ? 'policy'
      : resource.type === 'aws_iam_instance_profile'
        ? 'instance-profile'
        : undefined);
  if (kind && (attribute === 'arn' || (kind === 'policy' && attribute === 'id')))
    return iamArn(resource, kind, evaluator);
  if (kind && (attribute === 'name' || attribute === 'id')) return nameOf(resource, evaluator);
  const runs = RUNS[resource.type];
  if (runs && ['arn', 'id', 'function_name', 'name'].includes(attribute) && resource.mode === 'resource')
    return attribute === 'arn' ? runtimeArn(resource, runs, evaluator) : undefined;
  if (attribute === 'arn' && resource.type === 'aws_s3_bucket') {
    const bucket = evaluator.text(get(resource.body, 'bucket'));
    return `arn:aws:s3:::${bucket ?? unknownText(fullAddress(resource, evaluator))}`;
  }
  if (resource.type === 'aws_iam_openid_connect_provider' && attribute === 'arn') {
    const url = evaluator.text(get(resource.body, 'url'))?.replace(/^https:\/\//, '');
    return url ? `arn:aws:iam::${accountOf(evaluator.deployment)}:oidc-provider/${url}` : undefined;
  }
  return undefined;
}

function nameOf(resource: TfResource, evaluator: Evaluator): string {
  const name = evaluator.text(get(resource.body, 'name'));
  const prefix = evaluator.text(get(resource.body, 'name_prefix'));
  // An empty default stands for what the caller will give.
  return (
    name ||
    (prefix && prefix !== '-'
      ? `${prefix}${unknownText(resource.name)}`
      : unknownText(fullAddress(resource, evaluator)))
  );
}

function iamArn(resource: TfResource, kind: string, evaluator: Evaluator): string {
  // Written for a data source, known in a state.
  const given = evaluator.text(get(resource.body, 'arn'));
  if (given) return given;
  const path = `/${evaluator.text(get(resource.body, 'path')) ?? ''}/`.replaceAll(/\/{2,}/g, '/');
  const name = nameOf(resource, evaluator);
  // A data source of an AWS-managed policy is named by its name alone.
  const aws = resource.mode === 'data' && kind === 'policy';
  return `arn:aws:iam::${aws ? 'aws' : accountOf(evaluator.deployment)}:${kind}${path}${name}`;
}

interface Runs {
  platform: string;
  /** Argument with the role's ARN, by path. */
  role: string[];
  name: string;
  arn: string;
}
const RUNS: Record<string, Runs> = {
  aws_lambda_function: {
    platform: 'aws-lambda',
    role: ['role'],
    name: 'function_name',
    arn: 'lambda:R:A:function:N',
  },
  aws_ecs_task_definition: {
    platform: 'aws-ecs',
    role: ['task_role_arn'],
    name: 'family',
    arn: 'ecs:R:A:task-definition/N',
  },
  aws_instance: {
    platform: 'aws-ec2',
    role: ['iam_instance_profile'],
    name: 'tags.Name',
    arn: 'ec2:R:A:instance/N',
  },
  aws_launch_template: {
    platform: 'aws-ec2',
    role: ['iam_instance_profile', 'name'],
    name: 'name',
    arn: 'ec2:R:A:launch-template/N',
  },
  aws_codebuild_project: {
    platform: 'aws-codebuild',
    role: ['service_role'],
    name: 'name',
    arn: 'codebuild:R:A:project/N',
  },
  aws_sagemaker_notebook_instance: {
    platform: 'aws-sagemaker',
    role: ['role_arn'],
    name: 'name',
    arn: 'sagemaker:R:A:notebook-instance/N',
  },
  aws_glue_job: { platform: 'aws-glue', role: ['role_arn'], name: 'name', arn: 'glue:R:A:job/N' },
  aws_glue_dev_endpoint: {
    platform: 'aws-glue',
    role: ['role_arn'],
    name: 'name',
    arn: 'glue:R:A:devEndpoint/N',
  },
  aws_sfn_state_machine: {
    platform: 'aws-states',
    role: ['role_arn'],
    name: 'name',
    arn: 'states:R:A:stateMachine:N',
  },
  aws_cloudformation_stack: {
    platform: 'aws-cloudformation',
    role: ['iam_role_arn'],
    name: 'name',
    arn: 'cloudformation:R:A:stack/N/*',
  },
  aws_apprunner_service: {
    platform: 'aws-apprunner',
    role: ['instance_configuration', 'instance_role_arn'],
    name: 'service_name',
    arn: 'apprunner:R:A:service/N/*',
  },
};

function runtimeArn(resource: TfResource, runs: Runs, evaluator: Evaluator): string {
  const name = evaluator.text(get(resource.body, runs.name)) ?? unknownText(fullAddress(resource, evaluator));
  return `arn:aws:${runs.arn.replace('R', unknownText('region')).replace('A', accountOf(evaluator.deployment)).replace('N', name)}`;
}

/** Observations of one resource; nothing for types that say nothing about identities. */
export function* readResource(resource: TfResource, evaluator: Evaluator): Generator<Observation> {
  const { body, type, path } = resource;
  const location = locate(path, body);
  const text = (key: string) => evaluator.text(get(body, key));
  const list = (key: string) => evaluator.list(get(body, key));
  const holder = HOLDER[type];
  const arnOf = (kind: string, name: string | undefined) =>
    name === undefined
      ? undefined
      : name.startsWith('arn:')
        ? name
        : (known(evaluator, kind, name) ?? `arn:aws:iam::${accountOf(evaluator.deployment)}:${kind}/${name}`);
  if (holder && resource.mode === 'resource') {
    yield* declared(declaredHolder(resource, holder, evaluator));
    return;
  }
  switch (type) {
    case 'aws_iam_policy': {
      const doc = written(get(body, 'policy'), resource, evaluator);
      const arn = iamArn(resource, 'policy', evaluator);
      if (doc && resource.mode === 'resource')
        yield policy('managed', { id: idOf(arn), name: nameOf(resource, evaluator), attachedTo: [], ...doc });
      return;
    }
    case 'aws_iam_role_policy':
    case 'aws_iam_user_policy':
    case 'aws_iam_group_policy': {
      const kind = type.split('_')[2]!;
      const arn = arnOf(kind, text(kind));
      const doc = written(get(body, 'policy'), resource, evaluator);
      if (arn && doc)
        yield policy('inline', {
          id: placeId(resource, evaluator),
          name: text('name') ?? resource.name,
          attachedTo: [idOf(arn)],
          ...doc,
        });
      return;
    }
    case 'aws_iam_role_policy_attachment':
    case 'aws_iam_user_policy_attachment':
    case 'aws_iam_group_policy_attachment': {
      const kind = type.split('_')[2]!;
      const arn = arnOf(kind, text(kind));
      for (const one of list('policy_arn'))
        if (arn && !isNoneYet(one, resource, evaluator)) yield attached(one, idOf(arn), location);
      return;
    }
    case 'aws_iam_policy_attachment':
      for (const kind of ['role', 'user', 'group'])
        for (const name of list(`${kind}s`))
          yield attached(text('policy_arn') ?? unknownText('policy_arn'), idOf(arnOf(kind, name)!), location);
      return;
    case 'aws_iam_group_membership':
      for (const name of list('users'))
        yield policy('member', {
          id: idOf(arnOf('group', text('group')) ?? ''),
          name: text('group') ?? '',
          attachedTo: [idOf(arnOf('user', name)!)],
          location,
        });
      return;
    case 'aws_iam_user_group_membership':
      for (const group of list('groups'))
        yield policy('member', {
          id: idOf(arnOf('group', group)!),
          name: group,
          attachedTo: [idOf(arnOf('user', text('user')) ?? '')],
          location,
        });
      return;
    case 'aws_iam_access_key': {
      const arn = arnOf('user', text('user'));
      if (!arn) return;
      const name = nameIn(arn);
      yield identity('user', arn, location, { human: machineName(name) ? false : 'unknown' });
      yield* accessKey(placeId(resource, evaluator).replace('aws:tf:', 'aws:key/tf:'), arn, location, {
        name: `access key \`${resource.name}\` of ${name}`,
        active: text('status') !== 'Inactive',
      });
      return;
    }
    case 'aws_iam_user_login_profile': {
      const arn = arnOf('user', text('user'));
      if (arn) yield identity('user', arn, location, { console: true });
      return;
    }
    case 'aws_lambda_function_url': {
      const auth = get(body, 'authorization_type');
      const value = text('authorization_type');
      if (auth && value && resource.mode === 'resource')
        yield resourceNode(
          `arn:aws:lambda:${unknownText('region')}:${accountOf(evaluator.deployment)}:url:${resource.name}`,
          'function-url',
          location,
          { settings: { authType: { value, location: locate(path, auth) } } },
        );
      return;
    }
    case 'aws_eks_pod_identity_association':
      yield* podIdentity(
        { namespace: text('namespace'), serviceAccount: text('service_account'), roleArn: text('role_arn') },
        location,
      );
      return;
    case 'aws_rolesanywhere_profile':
      for (const role of list('role_arns'))
        yield* workload(
          placeId(resource, evaluator),
          text('name') ?? resource.name,
          'aws-rolesanywhere',
          role,
          location,
        );
      return;
    case 'aws_iam_openid_connect_provider': {
      const url = text('url')?.replace(/^https:\/\//, '');
      if (url)
        yield resourceNode(
          `arn:aws:iam::${accountOf(evaluator.deployment)}:oidc-provider/${url}`,
          'oidc-provider',
          location,
        );
      return;
    }
  }
  const runs = RUNS[type];
  if (runs && resource.mode === 'resource') yield* readRuntime(resource, runs, evaluator);
}

/** A policy nobody names yet: the resource has no member unless a deployment gives it some. */
function isNoneYet(arn: string, { body }: TfResource, evaluator: Evaluator): boolean {
  if (arn.startsWith('arn:')) return false;
  const each = get(body, 'for_each');
  return (
    evaluator.value(get(body, 'count')) === 0 ||
    (each !== undefined && eachOf(evaluator.value(each))?.length === 0)
  );
}

function* readRuntime(resource: TfResource, runs: Runs, evaluator: Evaluator): Generator<Observation> {
  const at =
    runs.role.length > 1
      ? get(blocks(resource.body, runs.role[0]!)[0], runs.role[1]!)
      : get(resource.body, runs.role[0]!);
  const given = evaluator.text(at);
  const profile = runs.role[0] === 'iam_instance_profile';
  const role = profile && given ? roleOfProfile(given, evaluator) : given;
  if (!role) return;
  const arn = runtimeArn(resource, runs, evaluator);
  yield* workload(
    idOf(arn),
    evaluator.text(get(resource.body, runs.name)) ?? resource.name,
    runs.platform,
    role,
    locate(resource.path, at),
  );
}

/** An instance profile carries one role; instances name the profile. */
function roleOfProfile(name: string, evaluator: Evaluator): string | undefined {
  return declaredIn(evaluator).profiles.get(nameIn(name));
}

/** ARN of a holder the module declares under this name: it may have a path. */
const known = (evaluator: Evaluator, kind: string, name: string): string | undefined =>
  declaredIn(evaluator).holders.get(`${kind}/${name}`);

interface ByName {
  /** ARN by kind and name. */
  holders: Map<string, string>;
  /** ARN of the role by the name of the instance profile. */
  profiles: Map<string, string>;
}
const byName = new WeakMap<Evaluator['deployment'], ByName>();

/** What a module declares, by the names that policies and attachments use. */
function declaredIn(evaluator: Evaluator): ByName {
  const before = byName.get(evaluator.deployment);
  if (before) return before;
  const found: ByName = { holders: new Map(), profiles: new Map() };
  byName.set(evaluator.deployment, found);
  const all = evaluator.module.resources.flatMap((resource) =>
    HOLDER[resource.type] || resource.type === 'aws_iam_instance_profile'
      ? evaluator.instances(resource).map((values) => ({ resource, values }))
      : [],
  );
  for (const { resource, values } of all) {
    const kind = HOLDER[resource.type];
    if (kind) found.holders.set(`${kind}/${nameOf(resource, values)}`, iamArn(resource, kind, values));
  }
  for (const { resource, values } of all) {
    const role = HOLDER[resource.type] ? undefined : values.text(get(resource.body, 'role'));
    const arn = role ? found.holders.get(`role/${role}`) : undefined;
    if (arn) found.profiles.set(nameOf(resource, values), arn);
  }
  return found;
}

/** Id of what has no name of its own: its place and its address. */
const placeId = (resource: TfResource, { deployment, instance }: Evaluator): string =>
  `aws:tf:${resource.path}#${deployment.key}${resource.address}${instance}`;

function declaredHolder(
  resource: TfResource,
  type: 'role' | 'user' | 'group',
  evaluator: Evaluator,
): Declared {
  const { body, path } = resource;
  const trust = written(get(body, 'assume_role_policy'), resource, evaluator);
  const session = Number(evaluator.text(get(body, 'max_session_duration')));
  const boundary = evaluator.text(get(body, 'permissions_boundary'));
  const tags = evaluator.value(get(body, 'tags'));
  return {
    type,
    arn: iamArn(resource, type, evaluator),
    location: locate(path, body),
    alias: `aws:tf:${evaluator.module.folder}#${resource.address}`,
    ...(trust ? { trust } : {}),
    inline: iterated(body, 'inline_policy', evaluator).flatMap(({ tree, values }, i) => {
      const doc = written(get(tree, 'policy'), resource, values);
      return doc ? [{ name: values.text(get(tree, 'name')) ?? String(i), written: doc }] : [];
    }),
    managed: evaluator.list(get(body, 'managed_policy_arns')),
    ...(boundary?.startsWith('arn:') ? { boundary } : {}),
    ...(session > 0 ? { maxSessionSeconds: session } : {}),
    ...(isObject(tags)
      ? { tags: Object.fromEntries((membersOf(tags) ?? []).map(({ key, value }) => [key, String(value)])) }
      : {}),
  };
}
