import type { Observation, Reader } from '../../model/index.ts';
import { unknownText } from '../../util/unknown.ts';
import { idOf } from '../aws/emit.ts';
import { entries, get, items, locate, plain, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { declared, type Written, workload } from './holders.ts';

/** The Serverless Framework gives all functions of a service one role. https://www.serverless.com/framework/docs/providers/aws/guide/iam */
export const reader: Reader = {
  id: 'serverless-framework',
  paths: ['**/serverless.yml', '**/serverless.yaml'],
  contains: ['provider'],
  *read(file) {
    const tree = parseYaml(file.text)[0]?.tree;
    const provider = get(tree, 'provider');
    if (text(get(provider, 'name')) !== 'aws') return;
    yield { type: 'file', path: file.path, surface: 'iam' };
    const service = text(get(tree, 'service')) ?? text(get(tree, 'service', 'name')) ?? 'service';
    const account = unknownText(file.path);
    const given = get(provider, 'iam', 'role');
    const own = text(given) ?? text(get(provider, 'role'));
    const statements = get(given, 'statements') ?? get(provider, 'iamRoleStatements');
    const role = own?.startsWith('arn:')
      ? own
      : `arn:aws:iam::${account}:role/${text(get(given, 'name')) ?? `${service}-lambdaRole`}`;
    if (!own) {
      const managed = [
        ...items(get(given, 'managedPolicies')),
        ...items(get(provider, 'iamManagedPolicies')),
      ];
      yield* declared({
        type: 'role',
        arn: role,
        location: locate(file.path, provider),
        alias: `aws:serverless:${file.path}`,
        trust: { document: lambdaTrust, location: locate(file.path, provider) },
        inline: statements
          ? [{ name: 'iam.role.statements', written: writtenFrom(statements, file.path) }]
          : [],
        managed: managed.flatMap((one) => text(one) ?? []),
      });
    }
    for (const { key, value } of entries(get(tree, 'functions')))
      yield* readFunction(key, value, { path: file.path, account, service, role });
  },
};

const lambdaTrust = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

interface Service {
  path: string;
  account: string;
  service: string;
  role: string;
}

/** A plugin gives functions a role of their own; the `role` property names one. */
function* readFunction(
  name: string,
  tree: Tree,
  { path, account, service, role }: Service,
): Generator<Observation> {
  const own = get(tree, 'iamRoleStatements');
  const named = text(get(tree, 'role'));
  const arn = own
    ? `arn:aws:iam::${account}:role/${service}-${name}`
    : named?.startsWith('arn:')
      ? named
      : role;
  if (own)
    yield* declared({
      type: 'role',
      arn,
      location: locate(path, own),
      alias: `aws:serverless:${path}#${name}`,
      trust: { document: lambdaTrust, location: locate(path, own) },
      inline: [{ name: 'iamRoleStatements', written: writtenFrom(own, path) }],
      managed: [],
    });
  yield* workload(
    idOf(`arn:aws:lambda:${unknownText('region')}:${account}:function:${service}-${name}`),
    name,
    'aws-lambda',
    arn,
    locate(path, tree),
  );
}

/** `${self:…}` and `${env:…}` are the framework's, not policy variables. */
function hidden(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{(?!aws:)([^{}]*)\}/g, (_, inner: string) => unknownText(inner));
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  const found = Object.entries(value);
  // CloudFormation functions may stand in statements as well.
  const [first] = found;
  if (found.length === 1 && first && /^(!|Fn::|Ref$)/.test(first[0])) return unknownText(first[0]);
  return Object.fromEntries(found.map(([key, inner]) => [key, hidden(inner)]));
}

function writtenFrom(statements: Tree, path: string): Written {
  return {
    document: { Version: '2012-10-17', Statement: hidden(plain(statements)) },
    location: locate(path, statements),
    statements: items(statements).map((one) => locate(path, one)),
  };
}
