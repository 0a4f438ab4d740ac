import { hasUnknown, unknownText } from '../../../util/unknown.ts';
import { entries, get, items, plain, type Tree, text } from '../../tree/tree.ts';
import { unrolled } from './foreach.ts';

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
  /** Defaults of parameters. */
  parameters: ReadonlyMap<string, string | string[]>;
  conditions: Tree | undefined;
  mappings: Tree | undefined;
  /** `Globals` of SAM. */
  globals: Tree | undefined;
}

/** The template that a document is; undefined when it declares no resource. */
export function templateOf(path: string, tree: Tree | undefined): Template | undefined {
  const template = merged(path, [tree]);
  return template.resources.length > 0 ? template : undefined;
}

/** The template that several parts make together, as the Serverless Framework takes them. */
export function merged(path: string, parts: readonly (Tree | undefined)[]): Template {
  const all = parts.map((one) => partOf(one));
  const resources = all.flatMap((one) => one.resources);
  return {
    path,
    account: unknownText(path),
    resources,
    byId: new Map(resources.map((one) => [one.id, one])),
    parameters: new Map(all.flatMap((one) => [...one.parameters])),
    conditions: all.find((one) => one.conditions)?.conditions,
    mappings: all.find((one) => one.mappings)?.mappings,
    globals: all.find((one) => one.globals)?.globals,
  };
}

function partOf(
  tree: Tree | undefined,
): Pick<Template, 'resources' | 'parameters' | 'conditions' | 'mappings' | 'globals'> {
  const parameters = new Map(entries(get(tree, 'Parameters')).flatMap(defaultOf));
  const declared = get(tree, 'Resources');
  const collection = (over: Tree): string[] | undefined => {
    const reference = text(get(over, 'Ref')) ?? (over.tag === '!Ref' ? text(over) : undefined);
    const given = reference ? parameters.get(reference) : undefined;
    if (reference) return Array.isArray(given) ? given : undefined;
    return items(over).every((one) => text(one) !== undefined)
      ? items(over).map((one) => text(one)!)
      : undefined;
  };
  const resources = entries(declared && unrolled(declared, collection)).flatMap(
    ({ key, value }): CfnResource[] => {
      const type = text(get(value, 'Type'));
      return type?.includes('::')
        ? [{ id: key, type, properties: get(value, 'Properties'), tree: value }]
        : [];
    },
  );
  return {
    resources,
    parameters,
    conditions: get(tree, 'Conditions'),
    mappings: get(tree, 'Mappings'),
    globals: get(tree, 'Globals'),
  };
}

/** What a parameter is by default. Of one that Systems Manager keeps, the default only says where. */
function defaultOf({ key, value }: { key: string; value: Tree }): [string, string | string[]][] {
  const fallback = text(get(value, 'Default'));
  const type = text(get(value, 'Type')) ?? 'String';
  if (!fallback || type.startsWith('AWS::SSM::Parameter::Value')) return [];
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return [[key, isList ? fallback.split(',').map((one) => one.trim()) : fallback]];
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

/** Elements that take one value or several: all that a condition may choose is told. */
const EITHER = new Set(
  'Statement Action NotAction Resource NotResource AWS Service Federated ManagedPolicyArns Policies'.split(
    ' ',
  ),
);

/** What a condition chooses between; undefined for anything else. */
export function branchesOf(tree: Tree): Tree[] | undefined {
  const found = intrinsic(tree);
  return found?.name === 'If' && found.argument.kind === 'list' ? found.argument.items.slice(1) : undefined;
}

/** All branches of conditions, where a list may stand: what one switches on can be on. */
export function either(tree: Tree): Tree {
  const written = tree.kind === 'list' && !tree.tag ? tree.items : branchesOf(tree);
  if (!written) return tree;
  const all = written.flatMap((one) => {
    const flat = either(one);
    return flat === one ? [one] : items(flat);
  });
  return { kind: 'list', items: all, span: tree.span, pointer: tree.pointer };
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
      return Array.isArray(list)
        ? list.map(asText).join(text(parts[0]) ?? '')
        : unknownText(`Join ${asText(list)}`);
    }
    case 'Select': {
      const list = value(parts[1]);
      const at = Number(value(parts[0]));
      return Array.isArray(list) && at in list ? list[at] : unknownText(`Select ${at} ${asText(list)}`);
    }
    case 'Split': {
      const whole = asText(value(parts[1]));
      const mark = text(parts[0]) ?? '';
      // What is hidden may have more of the marks that it is split at.
      return hasUnknown(whole) || mark === '' ? unknownText(`Split ${whole}`) : whole.split(mark);
    }
    case 'FindInMap':
      return mapped(
        template,
        parts.slice(0, 3).map((one) => asText(value(one))),
        value(get(parts[3], 'DefaultValue')),
      );
    case 'ToJsonString':
      return JSON.stringify(value(argument));
    case 'If': {
      const both = [value(parts[1]), value(parts[2])];
      const branches = both.filter((one) => one !== undefined);
      const decided = branches.every((one) => typeof one === 'string')
        ? holds(template, text(parts[0]) ?? '', depth)
        : undefined;
      if (decided !== undefined && branches.length === 2) return both[decided ? 0 : 1];
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

/** Whether a condition holds with the defaults of the parameters; undefined where they do not decide. */
function holds(template: Template, name: string, depth: number): boolean | undefined {
  const tree = get(template.conditions, name);
  return tree ? decided(template, tree, depth + 1) : undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html */
function decided(template: Template, tree: Tree, depth: number): boolean | undefined {
  const reference = tree.tag === '!Condition' ? text(tree) : text(get(tree, 'Condition'));
  if (depth > 60) return undefined;
  if (reference !== undefined) return holds(template, reference, depth);
  const found = intrinsic(tree);
  const parts = items(found?.argument);
  if (found?.name === 'Equals') {
    const [left, right] = parts.map((one) => resolve(template, one, depth));
    if (hasUnknown(left) || hasUnknown(right) || left === undefined || right === undefined) return undefined;
    return asText(left) === asText(right);
  }
  const answers = parts.map((one) => decided(template, one, depth + 1));
  if (found?.name === 'Not') return answers[0] === undefined ? undefined : !answers[0];
  const settles = found?.name === 'Or' ? true : found?.name === 'And' ? false : undefined;
  if (settles === undefined) return undefined;
  return answers.includes(settles) ? settles : answers.includes(undefined) ? undefined : !settles;
}

/** An entry of a mapping. Where a key is hidden, what all entries it could be agree on. */
function mapped(template: Template, keys: string[], fallback: unknown): unknown {
  let found = [template.mappings];
  for (const key of keys)
    found = found.flatMap((one) =>
      hasUnknown(key) ? entries(one).map(({ value }) => value) : (get(one, key) ?? []),
    );
  const values = [
    ...new Map(found.map((one) => plain(one)).map((one) => [JSON.stringify(one), one])).values(),
  ];
  return values.length === 1 ? values[0] : (fallback ?? unknownText(`FindInMap ${keys.join(' ')}`));
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
