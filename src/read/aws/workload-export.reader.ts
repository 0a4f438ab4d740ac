import type { Observation, Reader } from '../../model/index.ts';
import { edge, idOf, resource } from './emit.ts';
import { isRecord, jsonDocuments, list, type Row, str } from './json.ts';
import { type Places, placesOf } from './places.ts';

interface Kind {
  /** Key of the answer: a list of rows, or one row. */
  key: string;
  platform: string;
  arn: string;
  name: string;
  /** Fields with the role it acts as. */
  roles: string[];
}

/** What runs as a role, as `list-` and `describe-` calls of the CLI print it. */
const KINDS: Kind[] = [
  { key: 'Functions', platform: 'aws-lambda', arn: 'FunctionArn', name: 'FunctionName', roles: ['Role'] },
  { key: 'Configuration', platform: 'aws-lambda', arn: 'FunctionArn', name: 'FunctionName', roles: ['Role'] },
  {
    key: 'taskDefinition',
    platform: 'aws-ecs',
    arn: 'taskDefinitionArn',
    name: 'family',
    roles: ['taskRoleArn'],
  },
  { key: 'projects', platform: 'aws-codebuild', arn: 'arn', name: 'name', roles: ['serviceRole'] },
  { key: 'Stacks', platform: 'aws-cloudformation', arn: 'StackId', name: 'StackName', roles: ['RoleARN'] },
  {
    key: 'Service',
    platform: 'aws-apprunner',
    arn: 'ServiceArn',
    name: 'ServiceName',
    roles: ['InstanceRoleArn'],
  },
  {
    key: 'agentRuntimes',
    platform: 'aws-agentcore',
    arn: 'agentRuntimeArn',
    name: 'agentRuntimeName',
    roles: ['roleArn'],
  },
];

/**
 * Exports that join workloads with roles: `lambda list-functions`, `ecs describe-task-definition`, `codebuild batch-get-projects`,
 * `cloudformation describe-stacks`; pod identities of EKS; trust anchors and profiles of IAM Roles Anywhere.
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
    '"agentRuntimeArn"',
    '"associationArn"',
    '"trustAnchorArn"',
    '"profileArn"',
  ],
  *read(file) {
    const documents = jsonDocuments(file.text);
    const places = placesOf(file, documents.length === 1);
    let understood = false;
    for (const { value, path } of documents)
      for (const observation of readAnswer(value, path, places)) {
        if (!understood) yield { type: 'file', path: file.path, surface: 'iam' };
        understood = true;
        yield observation;
      }
  },
};

function* readAnswer(value: Row, path: (string | number)[], places: Places): Generator<Observation> {
  for (const kind of KINDS)
    for (const [row, at] of rowsOf(value, kind.key)) yield* workload(row, kind, places.of([...path, ...at]));
  for (const [row, at] of [...rowsOf(value, 'association'), ...rowsOf(value, 'associations')])
    yield* podIdentity(row, places.of([...path, ...at]));
  for (const [row, at] of [...rowsOf(value, 'profiles'), ...rowsOf(value, 'profile')])
    yield* anywhereProfile(row, places.of([...path, ...at]));
  for (const [row, at] of [...rowsOf(value, 'trustAnchors'), ...rowsOf(value, 'trustAnchor')])
    yield* trustAnchor(row, places.of([...path, ...at]));
}

/** Rows under a key, a list or one alone, with the way to each. */
function rowsOf(value: Row, key: string): [Row, (string | number)[]][] {
  const found = value[key];
  if (isRecord(found)) return [[found, [key]]];
  return list(found).map((row, i) => [row, [key, i]]);
}

function* workload(row: Row, kind: Kind, location: ReturnType<Places['of']>): Generator<Observation> {
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
