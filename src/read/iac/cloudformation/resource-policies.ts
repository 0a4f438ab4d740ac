import type { Observation } from '../../../model/index.ts';
import { unknownText } from '../../../util/unknown.ts';
import { inNetwork, resourcePolicy } from '../../aws/emit.ts';
import { get, locate } from '../../tree/tree.ts';
import { writtenIn } from './documents.ts';
import { arnOf, type CfnResource, nameOf, resolve, type Template } from './template.ts';

interface PolicyOf {
  /** Property with the document. */
  document: string;
  /** Property that names the resource, or several; the resource itself where it carries the document. */
  of?: string;
  type: string;
  /** ARN after `arn:aws:`, for a name that is none. */
  arn: string;
}

/** Types that carry the policy of a resource. */
const CARRIERS: Record<string, PolicyOf> = {
  'AWS::S3::BucketPolicy': { document: 'PolicyDocument', of: 'Bucket', type: 'bucket', arn: 's3:::N' },
  'AWS::S3::AccessPoint': { document: 'Policy', type: 'access-point', arn: 's3:R:A:accesspoint/N' },
  'AWS::KMS::Key': { document: 'KeyPolicy', type: 'kms-key', arn: 'kms:R:A:key/N' },
  'AWS::KMS::ReplicaKey': { document: 'KeyPolicy', type: 'kms-key', arn: 'kms:R:A:key/N' },
  'AWS::SecretsManager::ResourcePolicy': {
    document: 'ResourcePolicy',
    of: 'SecretId',
    type: 'secret',
    arn: 'secretsmanager:R:A:secret:N',
  },
  'AWS::SQS::QueuePolicy': { document: 'PolicyDocument', of: 'Queues', type: 'queue', arn: 'sqs:R:A:N' },
  'AWS::SQS::QueueInlinePolicy': { document: 'PolicyDocument', of: 'Queue', type: 'queue', arn: 'sqs:R:A:N' },
  'AWS::SNS::TopicPolicy': { document: 'PolicyDocument', of: 'Topics', type: 'topic', arn: 'sns:R:A:N' },
  'AWS::SNS::TopicInlinePolicy': {
    document: 'PolicyDocument',
    of: 'TopicArn',
    type: 'topic',
    arn: 'sns:R:A:N',
  },
  'AWS::ECR::Repository': {
    document: 'RepositoryPolicyText',
    type: 'image-repository',
    arn: 'ecr:R:A:repository/N',
  },
  'AWS::ECR::RegistryPolicy': { document: 'PolicyText', type: 'image-registry', arn: 'ecr:R:A:registry' },
  'AWS::EFS::FileSystem': {
    document: 'FileSystemPolicy',
    type: 'file-system',
    arn: 'elasticfilesystem:R:A:file-system/N',
  },
  'AWS::OpenSearchService::Domain': {
    document: 'AccessPolicies',
    type: 'search-domain',
    arn: 'es:R:A:domain/N',
  },
  'AWS::Elasticsearch::Domain': { document: 'AccessPolicies', type: 'search-domain', arn: 'es:R:A:domain/N' },
  'AWS::Events::EventBusPolicy': {
    document: 'Statement',
    of: 'EventBusName',
    type: 'event-bus',
    arn: 'events:R:A:event-bus/N',
  },
  'AWS::Events::EventBus': { document: 'Policy', type: 'event-bus', arn: 'events:R:A:event-bus/N' },
  'AWS::Backup::BackupVault': {
    document: 'AccessPolicy',
    type: 'backup-vault',
    arn: 'backup:R:A:backup-vault:N',
  },
  'AWS::DynamoDB::Table': {
    document: 'ResourcePolicy/PolicyDocument',
    type: 'table',
    arn: 'dynamodb:R:A:table/N',
  },
  'AWS::Kinesis::ResourcePolicy': {
    document: 'ResourcePolicy',
    of: 'ResourceArn',
    type: 'stream',
    arn: 'kinesis:R:A:stream/N',
  },
  'AWS::ApiGateway::RestApi': { document: 'Policy', type: 'api', arn: 'execute-api:R:A:N' },
};

const PERMISSIONS: Record<string, { of: string; type: string; arn: string }> = {
  'AWS::Lambda::Permission': { of: 'FunctionName', type: 'function', arn: 'lambda:R:A:function:N' },
  'AWS::Lambda::LayerVersionPermission': { of: 'LayerVersionArn', type: 'layer', arn: 'lambda:R:A:layer:N' },
};

/** Policies of resources a template declares. */
export function* readResourcePolicy(template: Template, resource: CfnResource): Generator<Observation> {
  const permission = PERMISSIONS[resource.type];
  if (permission) {
    const [arn] = arnsFor(template, resource, permission.of, permission.arn);
    yield* resourcePolicy(
      arn!,
      permission.type,
      {
        document: { Statement: [permissionStatement(template, resource, arn!)] },
        location: locate(template.path, resource.tree),
      },
      { part: resource.id },
    );
    return;
  }
  const carrier = CARRIERS[resource.type];
  const written = carrier
    ? writtenIn(template, get(resource.properties, ...carrier.document.split('/')))
    : undefined;
  if (!carrier || !written) return;
  const document = carrier.document === 'Statement' ? { Statement: written.document } : written.document;
  const arns = carrier.of
    ? arnsFor(template, resource, carrier.of, carrier.arn)
    : [arnOf(template, resource) ?? made(template, carrier.arn, nameOf(template, resource))];
  const network = carrier.type === 'search-domain' ? get(resource.properties, 'VPCOptions') : undefined;
  if (network) yield inNetwork(arns[0]!, carrier.type, locate(template.path, network));
  for (const arn of arns) yield* resourcePolicy(arn, carrier.type, { ...written, document });
}

function arnsFor(template: Template, resource: CfnResource, key: string, form: string): string[] {
  const given = resolve(template, get(resource.properties, key));
  const names = (Array.isArray(given) ? given : [given ?? unknownText(resource.id)]).map(String);
  return names.map((name) => {
    if (name.startsWith('arn:')) return name;
    const declared = template.resources.find((one) => nameOf(template, one) === name && arnOf(template, one));
    return (declared && arnOf(template, declared)) ?? made(template, form, name);
  });
}

const made = (template: Template, form: string, name: string): string =>
  `arn:aws:${form
    .replace('R', unknownText('region'))
    .replace('A', template.account)
    .replace('N', () => name)}`;

/** The statement that `AWS::Lambda::Permission` adds. */
function permissionStatement(template: Template, resource: CfnResource, arn: string): object {
  const value = (key: string) => {
    const found = resolve(template, get(resource.properties, key));
    return typeof found === 'string' ? found : undefined;
  };
  const principal = value('Principal') ?? '*';
  const equals = Object.fromEntries(
    [
      ['aws:SourceAccount', value('SourceAccount')],
      ['aws:PrincipalOrgID', value('PrincipalOrgID') ?? value('OrganizationId')],
      ['lambda:FunctionUrlAuthType', value('FunctionUrlAuthType')],
      ['lambda:EventSourceToken', value('EventSourceToken')],
    ].filter(([, given]) => given !== undefined),
  );
  const source = value('SourceArn');
  return {
    Sid: resource.id,
    Effect: 'Allow',
    Principal:
      principal === '*'
        ? '*'
        : principal.includes('.amazonaws.com')
          ? { Service: principal }
          : { AWS: principal },
    Action: value('Action') ?? 'lambda:InvokeFunction',
    Resource: arn,
    Condition: {
      ...(source ? { ArnLike: { 'aws:SourceArn': source } } : {}),
      ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    },
  };
}
