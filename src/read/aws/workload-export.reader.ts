import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { entries, get, items, type Tree, text } from '../tree/tree.ts';
import { edge, idOf, resource } from './emit.ts';
import { held } from './environment.ts';
import { isOneText, isRecord, jsonDocuments, type Row, rowsOf, str } from './json.ts';
import { type Places, placesOf } from './places.ts';

interface Kind {
  /** Key of the answer: a list of rows, or one row. */
  key: string;
  platform: string;
  arn: string;
  name: string;
  /** Fields with the role it acts as. */
  roles: string[];
  /** What its environment hands it, by name; the value may be a credential. */
  environment?(row: Tree): { name: string; value: Tree }[];
}

const named = (list: Tree | undefined): { name: string; value: Tree }[] =>
  items(list).flatMap((one) => {
    const [name, value] = [text(get(one, 'name')), get(one, 'value')];
    // CodeBuild names a parameter or a secret in the same place.
    const plain = (text(get(one, 'type')) ?? 'PLAINTEXT') === 'PLAINTEXT';
    return name && value && plain ? [{ name, value }] : [];
  });
const variables = (map: Tree | undefined) => entries(map).map(({ key, value }) => ({ name: key, value }));

const LAMBDA: Omit<Kind, 'key'> = {
  platform: 'aws-lambda',
  arn: 'FunctionArn',
  name: 'FunctionName',
  roles: ['Role'],
  environment: (row) => variables(get(row, 'Environment', 'Variables')),
};

/** What runs as a role, as `list-` and `describe-` calls of the CLI print it. */
const KINDS: Kind[] = [
  { ...LAMBDA, key: 'Functions' },
  { ...LAMBDA, key: 'Configuration' },
  {
    key: 'taskDefinition',
    platform: 'aws-ecs',
    arn: 'taskDefinitionArn',
    name: 'family',
    roles: ['taskRoleArn'],
    environment: (row) =>
      items(get(row, 'containerDefinitions')).flatMap((one) => named(get(one, 'environment'))),
  },
  {
    key: 'projects',
    platform: 'aws-codebuild',
    arn: 'arn',
    name: 'name',
    roles: ['serviceRole'],
    environment: (row) => named(get(row, 'environment', 'environmentVariables')),
  },
  { key: 'Stacks', platform: 'aws-cloudformation', arn: 'StackId', name: 'StackName', roles: ['RoleARN'] },
  {
    key: 'Service',
    platform: 'aws-apprunner',
    arn: 'ServiceArn',
    name: 'ServiceName',
    roles: ['InstanceRoleArn'],
  },
];

/**
 * Exports that join workloads with roles: `lambda list-functions`, `ecs describe-task-definition`, `codebuild batch-get-projects`,
 * `cloudformation describe-stacks`, with the credentials in their environment; pod identities of EKS; trust anchors and profiles of IAM Roles Anywhere.
 */
export const reader: Reader = {
  id: 'aws-workload-export',
  paths: ['**/*.json'],
  contains: [
    '"FunctionArn"',
    '"taskDefinitionArn"',
    '"serviceRole"',
    '"RoleARN"',
    '"InstanceRoleArn"',
    '"associationArn"',
    '"trustAnchorArn"',
    '"profileArn"',
  ],
  *read(file, context) {
    const documents = jsonDocuments(file.text);
    const places = placesOf(file, isOneText(documents));
    let understood = false;
    for (const { value, path } of documents)
      for (const observation of readAnswer(value, path, { file, context, places })) {
        if (!understood) yield { type: 'file', path: file.path, surface: 'iam' };
        understood = true;
        yield observation;
      }
  },
};

interface Export {
  file: SourceFile;
  context: ReadContext;
  places: Places;
}

function* readAnswer(value: Row, path: (string | number)[], from: Export): Generator<Observation> {
  const { places } = from;
  for (const kind of KINDS)
    for (const [row, at] of rowsOf(value, kind.key)) yield* workload(row, kind, [...path, ...at], from);
  for (const [row, at] of [...rowsOf(value, 'association'), ...rowsOf(value, 'associations')])
    yield* podIdentity(row, places.of([...path, ...at]));
  for (const [row, at] of [...rowsOf(value, 'profiles'), ...rowsOf(value, 'profile')])
    yield* anywhereProfile(row, places.of([...path, ...at]));
  for (const [row, at] of [...rowsOf(value, 'trustAnchors'), ...rowsOf(value, 'trustAnchor')])
    yield* trustAnchor(row, places.of([...path, ...at]));
}

function* workload(
  row: Row,
  kind: Kind,
  path: (string | number)[],
  { file, context, places }: Export,
): Generator<Observation> {
  const location = places.of(path);
  const arn = str(row[kind.arn]);
  const role = kind.roles.map((key) => str(row[key])).find((one) => one?.includes(':role/'));
  if (!arn) return;
  // The revision of a task definition is no other thing.
  const id = idOf(arn.replace(/(:task-definition\/[^:]+):\d+$/, '$1'));
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id,
      name: str(row[kind.name]) ?? arn,
      locations: [location],
      confidence: 'high',
      platform: kind.platform,
      workloadIdentity: role ? 'used' : 'unknown',
    },
  };
  if (role) yield edge('acts-as', id, idOf(role), location);
  const tree = places.tree && get(places.tree, ...path);
  for (const { name, value } of (tree && kind.environment?.(tree)) ?? [])
    yield* held(id, name, value, file, context);
}

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html; the list leaves the role out, `describe-` has it. */
export function* podIdentity(row: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const [namespace, account, role] = ['namespace', 'serviceAccount', 'roleArn'].map((key) => str(row[key]));
  if (!namespace || !account) return;
  const id = `k8s:sa/${namespace}/${account}`;
  yield {
    type: 'node',
    node: {
      kind: 'identity',
      id,
      name: `${namespace}/${account}`,
      locations: [location],
      confidence: 'high',
      platform: 'kubernetes',
      type: 'service-account',
      human: false,
    },
  };
  if (role) yield edge('can-become', id, idOf(role), location, { name: 'EKS Pod Identity' });
  else
    yield {
      type: 'gap',
      gap: {
        what: 'EKS Pod Identity',
        where: location.path,
        why: `the list does not say which role ${namespace}/${account} has: save \`aws eks describe-pod-identity-association\` of each`,
      },
    };
}

/** Roles a certificate holder may ask for. https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html */
function* anywhereProfile(row: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const arn = str(row['profileArn']);
  if (!arn?.includes(':rolesanywhere:')) return;
  const id = idOf(arn);
  const name = str(row['name']) ?? arn;
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id,
      name: `Roles Anywhere profile ${name}`,
      locations: [location],
      confidence: 'high',
      platform: 'aws-rolesanywhere',
      workloadIdentity: 'used',
      labels: {
        enabled: String(row['enabled'] ?? 'unknown'),
        ...(typeof row['durationSeconds'] === 'number'
          ? { durationSeconds: String(row['durationSeconds']) }
          : {}),
      },
    },
  };
  if (row['enabled'] === false) return;
  const roles = Array.isArray(row['roleArns']) ? row['roleArns'].map(String) : [];
  for (const role of roles) yield edge('acts-as', id, idOf(role), location);
}

function* trustAnchor(row: Row, location: ReturnType<Places['of']>): Generator<Observation> {
  const arn = str(row['trustAnchorArn']);
  if (!arn) return;
  const source = isRecord(row['source']) ? str(row['source']['sourceType']) : undefined;
  yield resource(arn, 'trust-anchor', location, {
    ...(source ? { settings: { sourceType: { value: source, location } } } : {}),
  });
}
