import type { Observation, ReadContext, Reader, SourceFile } from '../../../model/index.ts';
import { hasUnknown, unknownText } from '../../../util/unknown.ts';
import { idOf } from '../../aws/emit.ts';
import { parseJson } from '../../tree/json.ts';
import { entries, get, items, locate, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { readResourcePolicy } from '../cloudformation/resource-policies.ts';
import { readResource } from '../cloudformation/resources.ts';
import { arnOf, merged, resolve, type Template } from '../cloudformation/template.ts';
import { declared, type Written, workload } from '../holders.ts';
import { withVariables } from './variables.ts';

/**
 * The Serverless Framework gives all functions of a service one role, and adds what stands under `resources`.
 * https://www.serverless.com/framework/docs/providers/aws/guide/iam
 */
export const reader: Reader = {
  id: 'serverless-framework',
  paths: ['**/*serverless*.yml', '**/*serverless*.yaml', '**/*serverless*.json'],
  contains: ['provider'],
  *read(file, context) {
    const service = serviceOf(file, context);
    if (!service) return;
    const { tree, template } = service;
    yield { type: 'file', path: file.path, surface: 'iam' };
    for (const resource of template.resources) {
      yield* readResource(template, resource);
      yield* readResourcePolicy(template, resource);
    }
    const provider = get(tree, 'provider');
    const role = get(provider, 'iam', 'role');
    const named = isReference(role) ? role : get(provider, 'role');
    const arn = named
      ? roleNamed(service, named)
      : roleArn(service, text(get(role, 'name')) ?? `${service.name}-lambdaRole`);
    if (!named && arn) yield* sharedRole(service, arn);
    const functions = get(tree, 'functions');
    for (const part of functions?.kind === 'list' ? functions.items : [functions])
      for (const { key, value } of entries(part)) yield* readFunction(key, value, service, arn);
  },
};

interface Service {
  name: string;
  tree: Tree;
  /** What `resources` declares. */
  template: Template;
}

function serviceOf(file: SourceFile, context: ReadContext): Service | undefined {
  const written = file.path.endsWith('.json') ? parseJson(file.text).tree : parseYaml(file.text)[0]?.tree;
  if (!written || text(get(written, 'provider', 'name')) !== 'aws') return undefined;
  const tree = withVariables(written, { path: file.path, root: written, context });
  const added = get(tree, 'resources');
  const name = text(get(tree, 'service')) ?? text(get(tree, 'service', 'name')) ?? 'service';
  return { name, tree, template: merged(file.path, added?.kind === 'list' ? added.items : [added]) };
}

/** A name, an ARN or a function of CloudFormation, where a block may also stand. */
const isReference = (tree: Tree | undefined): boolean =>
  tree !== undefined &&
  (tree.kind === 'scalar' || tree.tag !== undefined || /^(?:Fn::|Ref$)/.test(entries(tree)[0]?.key ?? ''));

const roleArn = ({ template }: Service, name: string): string =>
  `arn:aws:iam::${template.account}:role/${name}`;

/** The role a property names: by ARN, or as a resource of the service. Undefined where nobody can see which. */
function roleNamed({ template }: Service, tree: Tree): string | undefined {
  const name = resolve(template, tree);
  if (typeof name !== 'string') return undefined;
  const own = template.byId.get(name);
  return own ? arnOf(template, own) : name.startsWith('arn:') ? name : undefined;
}

const lambdaTrust = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** The role that functions have when they name none. */
function* sharedRole(service: Service, arn: string): Generator<Observation> {
  const { tree, template } = service;
  const provider = get(tree, 'provider');
  const role = get(provider, 'iam', 'role');
  const statements = statementsOf(service);
  const boundary = text(get(role, 'permissionsBoundary') ?? get(provider, 'rolePermissionsBoundary'));
  const managed = [...items(get(role, 'managedPolicies')), ...items(get(provider, 'iamManagedPolicies'))];
  yield* declared({
    type: 'role',
    arn,
    location: locate(template.path, provider),
    alias: `aws:serverless:${template.path}`,
    trust: { document: lambdaTrust, location: locate(template.path, provider) },
    inline: statements ? [{ name: 'iam.role.statements', written: writtenFrom(statements, template) }] : [],
    managed: managed.flatMap((one) => {
      const name = resolve(template, one);
      return typeof name === 'string' ? [name] : [];
    }),
    ...(boundary?.startsWith('arn:') ? { boundary } : {}),
  });
}

const statementsOf = ({ tree }: Service): Tree | undefined =>
  get(tree, 'provider', 'iam', 'role', 'statements') ?? get(tree, 'provider', 'iamRoleStatements');

/** A plugin gives functions a role of their own; the `role` property names one. https://github.com/functionalone/serverless-iam-roles-per-function */
function* readFunction(
  name: string,
  tree: Tree,
  service: Service,
  shared: string | undefined,
): Generator<Observation> {
  const { template } = service;
  const own = get(tree, 'iamRoleStatements');
  const named = get(tree, 'role');
  const arn = own
    ? roleArn(service, text(get(tree, 'iamRoleStatementsName')) ?? `${service.name}-${name}`)
    : named
      ? roleNamed(service, named)
      : shared;
  if (own && arn) {
    const inherits =
      text(get(tree, 'iamRoleStatementsInherit')) ??
      text(get(service.tree, 'custom', 'serverless-iam-roles-per-function', 'defaultInherit'));
    const inherited = inherits === 'true' ? statementsOf(service) : undefined;
    yield* declared({
      type: 'role',
      arn,
      location: locate(template.path, own),
      alias: `aws:serverless:${template.path}#${name}`,
      trust: { document: lambdaTrust, location: locate(template.path, own) },
      inline: [
        { name: 'iamRoleStatements', written: writtenFrom(own, template) },
        ...(inherited ? [{ name: 'iam.role.statements', written: writtenFrom(inherited, template) }] : []),
      ],
      managed: [],
    });
  }
  yield* workload(
    idOf(`arn:aws:lambda:${unknownText('region')}:${template.account}:function:${service.name}-${name}`),
    name,
    'aws-lambda',
    arn,
    locate(template.path, tree),
  );
}

/** Statements as a document; several lists that a variable put into one are one. */
function writtenFrom(statements: Tree, template: Template): Written {
  const flat = (tree: Tree): Tree[] =>
    tree.kind === 'list' && !tree.tag ? tree.items.flatMap(flat) : [tree];
  const all = flat(statements).filter((one) => one.kind === 'dict' || hasUnknown(text(one)));
  return {
    document: { Version: '2012-10-17', Statement: all.map((one) => resolve(template, one)) },
    location: locate(template.path, statements),
    statements: all.map((one) => locate(template.path, one)),
  };
}
