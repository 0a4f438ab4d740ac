import type { Observation } from '../../../model/index.ts';
import { hasUnknown, unknownText } from '../../../util/unknown.ts';
import { accessKey, identity, idOf, machineName, policy, resource as resourceNode } from '../../aws/emit.ts';
import { podIdentity } from '../../aws/workload-export.reader.ts';
import { get, items, locate, type Tree, text } from '../../tree/tree.ts';
import { attached, declared, workload } from '../holders.ts';
import { writtenIn } from './documents.ts';
import { samTemplate } from './sam.ts';
import { arnOf, type CfnResource, either, nameOf, resolve, type Template } from './template.ts';

const HOLDER: Record<string, 'role' | 'user' | 'group'> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
};

/** Property with the role of what runs, by type. */
const RUNS: Record<string, { platform: string; role: string[] }> = {
  'AWS::Lambda::Function': { platform: 'aws-lambda', role: ['Role'] },
  'AWS::Serverless::Function': { platform: 'aws-lambda', role: ['Role'] },
  'AWS::ECS::TaskDefinition': { platform: 'aws-ecs', role: ['TaskRoleArn'] },
  'AWS::CodeBuild::Project': { platform: 'aws-codebuild', role: ['ServiceRole'] },
  'AWS::EC2::Instance': { platform: 'aws-ec2', role: ['IamInstanceProfile'] },
  'AWS::SageMaker::NotebookInstance': { platform: 'aws-sagemaker', role: ['RoleArn'] },
  'AWS::Glue::Job': { platform: 'aws-glue', role: ['Role'] },
  'AWS::Glue::DevEndpoint': { platform: 'aws-glue', role: ['RoleArn'] },
  'AWS::StepFunctions::StateMachine': { platform: 'aws-states', role: ['RoleArn'] },
  'AWS::Serverless::StateMachine': { platform: 'aws-states', role: ['Role'] },
  'AWS::AppRunner::Service': {
    platform: 'aws-apprunner',
    role: ['InstanceConfiguration', 'InstanceRoleArn'],
  },
};

const strings = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).flatMap((one) =>
    typeof one === 'string' ? [one] : [],
  );

/** Observations of one resource; nothing for types that say nothing about identities. */
export function* readResource(template: Template, resource: CfnResource): Generator<Observation> {
  const { properties, type } = resource;
  const location = locate(template.path, resource.tree);
  const at = (key: string) => get(properties, key);
  const value = (key: string) => resolve(template, at(key));
  const holder = HOLDER[type];
  const arnFor = (kind: string, name: string) => {
    const known = template.resources.find(
      (one) => HOLDER[one.type] === kind && nameOf(template, one) === name,
    );
    return known
      ? arnOf(template, known)!
      : name.startsWith('arn:')
        ? name
        : `arn:aws:iam::${template.account}:${kind}/${name}`;
  };
  const holders = () =>
    (['role', 'user', 'group'] as const).flatMap((kind) =>
      strings(value(`${kind[0]!.toUpperCase()}${kind.slice(1)}s`)).map((name) => idOf(arnFor(kind, name))),
    );
  if (holder) {
    const trust = writtenIn(template, at('AssumeRolePolicyDocument'));
    const session = Number(value('MaxSessionDuration'));
    const boundary = value('PermissionsBoundary');
    yield* declared({
      type: holder,
      arn: arnOf(template, resource)!,
      location,
      alias: `aws:cfn:${template.path}#${resource.id}`,
      ...(trust ? { trust } : {}),
      inline: policiesOf(at('Policies')).flatMap((one, i) => {
        const written = writtenIn(template, get(one, 'PolicyDocument'));
        const name = resolve(template, get(one, 'PolicyName'));
        return written ? [{ name: typeof name === 'string' ? name : String(i), written }] : [];
      }),
      managed: policiesOf(at('ManagedPolicyArns')).flatMap((one) => strings(resolve(template, one))),
      ...(typeof boundary === 'string' && boundary.startsWith('arn:') ? { boundary } : {}),
      ...(session > 0 ? { maxSessionSeconds: session } : {}),
      groups: strings(value('Groups')).map((name) => arnFor('group', name)),
    });
    if (holder === 'user' && at('LoginProfile'))
      yield identity('user', arnOf(template, resource)!, location, { console: true });
    return;
  }
  switch (type) {
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::RolePolicy':
    case 'AWS::IAM::UserPolicy':
    case 'AWS::IAM::GroupPolicy': {
      const written = writtenIn(template, at('PolicyDocument'));
      const single = ['Role', 'User', 'Group'].flatMap((kind) =>
        strings(value(`${kind}Name`)).map((name) => idOf(arnFor(kind.toLowerCase(), name))),
      );
      const name = value('PolicyName');
      if (written)
        yield policy('inline', {
          id: `aws:cfn:${template.path}#${resource.id}`,
          name: typeof name === 'string' ? name : resource.id,
          attachedTo: [...holders(), ...single],
          ...written,
        });
      return;
    }
    case 'AWS::IAM::ManagedPolicy': {
      const written = writtenIn(template, at('PolicyDocument'));
      if (written)
        yield policy('managed', {
          id: idOf(arnOf(template, resource)!),
          name: nameOf(template, resource),
          attachedTo: holders(),
          ...written,
        });
      return;
    }
    case 'AWS::IAM::UserToGroupAddition':
      for (const user of strings(value('Users'))) {
        const group = String(value('GroupName'));
        yield policy('member', {
          id: idOf(arnFor('group', group)),
          name: group,
          attachedTo: [idOf(arnFor('user', user))],
          location,
        });
      }
      return;
    case 'AWS::IAM::AccessKey': {
      const name = strings(value('UserName'))[0];
      if (!name) return;
      const arn = arnFor('user', name);
      yield identity('user', arn, location, { human: machineName(name) ? false : 'unknown' });
      yield* accessKey(`aws:key/cfn:${template.path}#${resource.id}`, arn, location, {
        name: `access key \`${resource.id}\` of ${name}`,
        active: value('Status') !== 'Inactive',
      });
      return;
    }
    case 'AWS::EKS::PodIdentityAssociation':
      yield* podIdentity(
        { namespace: value('Namespace'), serviceAccount: value('ServiceAccount'), roleArn: value('RoleArn') },
        location,
      );
      return;
    case 'AWS::RolesAnywhere::Profile':
      for (const role of strings(value('RoleArns')))
        yield* workload(
          `aws:cfn:${template.path}#${resource.id}`,
          nameOf(template, resource),
          'aws-rolesanywhere',
          role,
          location,
        );
      return;
    case 'AWS::Lambda::Url':
      yield* functionUrl(template, resource, at('AuthType'));
      return;
    case 'AWS::Serverless::Function':
      yield* functionUrl(template, resource, get(properties, 'FunctionUrlConfig', 'AuthType'));
      yield* readServerless(template, resource, 'Function');
      break;
    case 'AWS::Serverless::StateMachine':
      yield* readServerless(template, resource, 'StateMachine');
  }
  const runs = RUNS[type];
  const given = runs ? resolve(template, get(properties, ...runs.role)) : undefined;
  if (!runs || typeof given !== 'string') return;
  const role =
    type === 'AWS::EC2::Instance'
      ? roleOfProfile(template, given)
      : given.startsWith('arn:')
        ? given
        : arnFor('role', given);
  const arn = arnOf(template, resource);
  if (arn && role)
    yield* workload(
      idOf(arn),
      nameOf(template, resource),
      runs.platform,
      role,
      locate(template.path, get(properties, ...runs.role)),
    );
}

/** The address of a function that anybody can call, or only who AWS knows. */
function* functionUrl(
  template: Template,
  resource: CfnResource,
  auth: Tree | undefined,
): Generator<Observation> {
  const value = resolve(template, auth);
  if (!auth || typeof value !== 'string') return;
  yield resourceNode(
    `arn:aws:lambda:${unknownText('region')}:${template.account}:url:${resource.id}`,
    'function-url',
    locate(template.path, resource.tree),
    { settings: { authType: { value, location: locate(template.path, auth) } } },
  );
}

function roleOfProfile(template: Template, name: string): string | undefined {
  const profile = template.resources.find(
    (one) => one.type === 'AWS::IAM::InstanceProfile' && nameOf(template, one) === name,
  );
  const role = strings(resolve(template, get(profile?.properties, 'Roles')))[0];
  const declaredRole = template.resources.find(
    (one) => one.type === 'AWS::IAM::Role' && nameOf(template, one) === role,
  );
  return declaredRole ? arnOf(template, declaredRole) : undefined;
}

/** What runs with a role that SAM makes for it, by the section of `Globals`. */
const SAM = {
  Function: { platform: 'aws-lambda', service: 'lambda.amazonaws.com' },
  StateMachine: { platform: 'aws-states', service: 'states.amazonaws.com' },
};

/**
 * A SAM function or state machine without a role gets one of its own, with the policies listed.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
function* readServerless(
  template: Template,
  resource: CfnResource,
  kind: keyof typeof SAM,
): Generator<Observation> {
  const { properties } = resource;
  if (get(properties, 'Role')) return;
  const { platform, service } = SAM[kind];
  const given = (key: string) => get(properties, key) ?? get(template.globals, kind, key);
  const location = locate(template.path, resource.tree);
  const arn = `arn:aws:iam::${template.account}:role/${unknownText(`${resource.id}Role`)}`;
  const list = policiesOf(get(properties, 'Policies'));
  const inline = list.flatMap((one, i) => {
    const ready = samTemplate(template, one);
    if (ready) return [{ ...ready, name: `${ready.name} ${i + 1}` }];
    if (!get(one, 'Statement')) return [];
    const written = writtenIn(template, one);
    return written ? [{ name: String(i), written }] : [];
  });
  const boundary = resolve(template, given('PermissionsBoundary'));
  const assume = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  yield* declared({
    type: 'role',
    arn,
    location,
    alias: `aws:cfn:${template.path}#${resource.id}Role`,
    trust: writtenIn(template, given('AssumeRolePolicyDocument')) ?? {
      document: { Statement: [assume] },
      location,
    },
    inline,
    managed: [],
    ...(typeof boundary === 'string' && boundary.startsWith('arn:') ? { boundary } : {}),
  });
  for (const one of list) {
    const name = resolve(template, one);
    if (typeof name === 'string')
      yield attached(
        name.startsWith('arn:') || hasUnknown(name) ? name : `arn:aws:iam::aws:policy/${name}`,
        idOf(arn),
        locate(template.path, one),
      );
  }
  yield* workload(idOf(arnOf(template, resource)!), nameOf(template, resource), platform, arn, location);
}

/** One policy or several; of a condition all that it may choose. */
function policiesOf(tree: Tree | undefined): Tree[] {
  const all = tree
    ? items(either({ kind: 'list', items: [tree], span: tree.span, pointer: tree.pointer }))
    : [];
  return all.filter((one) => !isNothing(one));
}

const isNothing = (tree: Tree): boolean =>
  (text(get(tree, 'Ref')) ?? (tree.tag === '!Ref' ? text(tree) : undefined)) === 'AWS::NoValue';
