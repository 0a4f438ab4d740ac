import { unknownText } from '../../../util/unknown.ts';
import { entries, get, type Tree, text } from '../../tree/tree.ts';

/** One resource of a template. */
export interface CfnResource {
  id: string;
  type: string;
  properties: Tree | undefined;
  tree: Tree;
}

/** A template with its functions resolved as far as it decides them. */
export interface Template {
  path: string;
  /** The account it is deployed to: unknown, and the same for all its resources. */
  account: string;
  resources: CfnResource[];
  byId: ReadonlyMap<string, CfnResource>;
  parameters: ReadonlyMap<string, string>;
}

export function templateOf(path: string, tree: Tree | undefined): Template | undefined {
  const resources = entries(get(tree, 'Resources')).flatMap(({ key, value }): CfnResource[] => {
    const type = text(get(value, 'Type'));
    return type?.includes('::') ? [{ id: key, type, properties: get(value, 'Properties'), tree: value }] : [];
  });
  if (resources.length === 0) return undefined;
  const parameters = entries(get(tree, 'Parameters')).flatMap(({ key, value }): [string, string][] => {
    const fallback = text(get(value, 'Default'));
    return fallback ? [[key, fallback]] : [];
  });
  return {
    path,
    account: unknownText(path),
    resources,
    byId: new Map(resources.map((one) => [one.id, one])),
    parameters: new Map(parameters),
  };
}

const PSEUDO: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::Region': unknownText('region'),
  'AWS::StackName': unknownText('stack'),
  'AWS::StackId': unknownText('stack id'),
};

/** Value of a property: intrinsic functions in both spellings become text, what they hide `‹…›`. `AWS::NoValue` is undefined. */
export function resolve(template: Template, tree: Tree | undefined, depth = 0): unknown {
  if (!tree || depth > 60) return undefined;
  const found = intrinsic(tree);
  if (found) return call(template, found.name, found.argument, depth + 1);
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list')
    return tree.items.map((item) => resolve(template, item, depth + 1)).filter((one) => one !== undefined);
  return Object.fromEntries(
    tree.entries
      .map(
        ({ key, value }) =>
          [key, resolve(template, EITHER.has(key) ? either(value) : value, depth + 1)] as const,
      )
      .filter(([, value]) => value !== undefined),
  );
}

/** Elements of a statement that take one value or several. */
const EITHER = new Set(['Action', 'NotAction', 'Resource', 'NotResource', 'ManagedPolicyArns', 'Policies']);

/** Both branches of a condition, where a list may stand: what it switches on can be on. */
function either(tree: Tree): Tree {
  const found = intrinsic(tree);
  if (found?.name !== 'If' || found.argument.kind !== 'list') return tree;
  const branches = found.argument.items.slice(1).map(either);
  const flat = branches.flatMap((one) => (one.kind === 'list' && !one.tag ? one.items : [one]));
  return { kind: 'list', items: flat, span: tree.span, pointer: tree.pointer };
}

/** `!Sub x` and `{"Fn::Sub": x}` alike. */
function intrinsic(tree: Tree): { name: string; argument: Tree } | undefined {
  if (tree.tag) return { name: tree.tag.slice(1), argument: { ...tree, tag: undefined } as Tree };
  if (tree.kind !== 'dict' || tree.entries.length !== 1) return undefined;
  const { key, value } = tree.entries[0]!;
  if (key === 'Ref') return { name: 'Ref', argument: value };
  return key.startsWith('Fn::') ? { name: key.slice(4), argument: value } : undefined;
}

function call(template: Template, name: string, argument: Tree, depth: number): unknown {
  const value = (tree: Tree | undefined) => resolve(template, tree, depth);
  const parts = argument.kind === 'list' ? argument.items : [];
  switch (name) {
    case 'Ref':
      return reference(template, text(argument) ?? '');
    case 'GetAtt': {
      const [id, attribute] =
        argument.kind === 'list' ? parts.map((one) => text(one) ?? '') : splitOnce(text(argument) ?? '');
      return attributeOf(template, id ?? '', attribute ?? '');
    }
    case 'Sub': {
      const [pattern, variables] = argument.kind === 'list' ? parts : [argument, undefined];
      return substitute(template, text(pattern) ?? '', variables, depth);
    }
    case 'Join': {
      const list = value(parts[1]);
      return Array.isArray(list) ? list.map(asText).join(text(parts[0]) ?? '') : unknownText('Join');
    }
    case 'If': {
      const branches = [value(parts[1]), value(parts[2])].filter((one) => one !== undefined);
      return branches.length === 1 || JSON.stringify(branches[0]) === JSON.stringify(branches[1])
        ? branches[0]
        : branches.length === 0
          ? undefined
          : branch(branches);
    }
    default:
      return unknownText(`${name} ${text(argument) ?? text(parts[0]) ?? ''}`.trim());
  }
}

/** Of two different answers the wider is judged: what a condition switches on can be on. */
function branch(branches: unknown[]): unknown {
  return branches.find((one) => typeof one === 'object') ?? unknownText('If');
}

const asText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

const splitOnce = (value: string): [string, string] => {
  const dot = value.indexOf('.');
  return dot < 0 ? [value, ''] : [value.slice(0, dot), value.slice(dot + 1)];
};

function reference(template: Template, id: string): unknown {
  if (id === 'AWS::NoValue') return undefined;
  if (id === 'AWS::AccountId') return template.account;
  const pseudo = PSEUDO[id] ?? template.parameters.get(id);
  if (pseudo !== undefined) return pseudo;
  const resource = template.byId.get(id);
  if (!resource) return unknownText(id);
  return resource.type === 'AWS::IAM::ManagedPolicy' ? arnOf(template, resource) : nameOf(template, resource);
}

function attributeOf(template: Template, id: string, attribute: string): string {
  const resource = template.byId.get(id);
  const arn =
    resource && /^(Arn|FunctionArn|PolicyArn)$/.test(attribute) ? arnOf(template, resource) : undefined;
  return arn ?? unknownText(`${id}.${attribute}`);
}

function substitute(template: Template, pattern: string, variables: Tree | undefined, depth: number): string {
  return pattern.replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const given = get(variables, inner);
    if (given) return asText(resolve(template, given, depth));
    const [id, attribute] = splitOnce(inner.trim());
    // `${aws:username}` inside Sub would be an error of the template; it is meant as a policy variable.
    if (/^aws:[a-z]/i.test(inner) && !inner.includes('::')) return `\${${inner}}`;
    return asText(attribute ? attributeOf(template, id, attribute) : reference(template, inner.trim()));
  });
}

const NAMES = [
  'RoleName',
  'UserName',
  'GroupName',
  'ManagedPolicyName',
  'FunctionName',
  'Family',
  'Name',
  'ProjectName',
  'NotebookInstanceName',
  'StateMachineName',
  'ServiceName',
  'BucketName',
  'InstanceProfileName',
];

export function nameOf(template: Template, resource: CfnResource): string {
  for (const key of NAMES) {
    const name = resolve(template, get(resource.properties, key));
    if (typeof name === 'string') return name;
  }
  return unknownText(resource.id);
}

const ARNS: Record<string, string> = {
  'AWS::IAM::Role': 'iam::A:role',
  'AWS::IAM::User': 'iam::A:user',
  'AWS::IAM::Group': 'iam::A:group',
  'AWS::IAM::ManagedPolicy': 'iam::A:policy',
  'AWS::IAM::InstanceProfile': 'iam::A:instance-profile',
  'AWS::Lambda::Function': 'lambda:R:A:function:N',
  'AWS::Serverless::Function': 'lambda:R:A:function:N',
  'AWS::ECS::TaskDefinition': 'ecs:R:A:task-definition/N',
  'AWS::CodeBuild::Project': 'codebuild:R:A:project/N',
  'AWS::EC2::Instance': 'ec2:R:A:instance/N',
  'AWS::EC2::LaunchTemplate': 'ec2:R:A:launch-template/N',
  'AWS::SageMaker::NotebookInstance': 'sagemaker:R:A:notebook-instance/N',
  'AWS::Glue::Job': 'glue:R:A:job/N',
  'AWS::Glue::DevEndpoint': 'glue:R:A:devEndpoint/N',
  'AWS::StepFunctions::StateMachine': 'states:R:A:stateMachine:N',
  'AWS::Serverless::StateMachine': 'states:R:A:stateMachine:N',
  'AWS::AppRunner::Service': 'apprunner:R:A:service/N/*',
  'AWS::S3::Bucket': 's3:::N',
  'AWS::DynamoDB::Table': 'dynamodb:R:A:table/N',
  'AWS::SQS::Queue': 'sqs:R:A:N',
  'AWS::SNS::Topic': 'sns:R:A:N',
};

/** ARN of a resource as far as the template decides it. */
export function arnOf(template: Template, resource: CfnResource): string | undefined {
  const form = ARNS[resource.type];
  if (!form) return undefined;
  const name = nameOf(template, resource);
  const filled = form.replace('A', template.account).replace('R', unknownText('region'));
  if (!form.startsWith('iam')) return `arn:aws:${filled.replace('N', name)}`;
  const path = resolve(template, get(resource.properties, 'Path'));
  return `arn:aws:${filled}${typeof path === 'string' && path.startsWith('/') ? path : '/'}${name}`;
}
