import type { Observation } from '../../../model/index.ts';
import { hasUnknown, unknownText } from '../../../util/unknown.ts';
import { inNetwork, resource as resourceNode, resourcePolicy } from '../../aws/emit.ts';
import { type Evaluator, fullAddress } from '../../terraform/frame.ts';
import type { TfResource } from '../../terraform/module.ts';
import { accountOf } from '../../terraform/references.ts';
import { get, locate } from '../../tree/tree.ts';
import { written } from './documents.ts';

interface PolicyOf {
  /** Argument with the document. */
  document: string;
  /** Argument that names the resource; its own name where the resource carries the document itself. */
  of: string;
  /** ARN of the resource after `arn:aws:`; A account, R region, N name. */
  arn: string;
  type: string;
}
const of = (type: string, arn: string, name: string, document = 'policy'): PolicyOf => ({
  document,
  of: name,
  arn,
  type,
});

/** Terraform resources that carry the policy of a resource. */
const CARRIERS: Record<string, PolicyOf> = {
  aws_s3_bucket: of('bucket', 's3:::N', 'bucket'),
  aws_s3_bucket_policy: of('bucket', 's3:::N', 'bucket'),
  aws_s3_access_point: of('access-point', 's3:R:A:accesspoint/N', 'name'),
  aws_s3control_access_point_policy: of('access-point', 's3:R:A:accesspoint/N', 'access_point_arn'),
  aws_kms_key: of('kms-key', 'kms:R:A:key/N', ''),
  aws_kms_replica_key: of('kms-key', 'kms:R:A:key/N', ''),
  aws_kms_external_key: of('kms-key', 'kms:R:A:key/N', ''),
  aws_kms_key_policy: of('kms-key', 'kms:R:A:key/N', 'key_id'),
  aws_secretsmanager_secret: of('secret', 'secretsmanager:R:A:secret:N', 'name'),
  aws_secretsmanager_secret_policy: of('secret', 'secretsmanager:R:A:secret:N', 'secret_arn'),
  aws_sqs_queue: of('queue', 'sqs:R:A:N', 'name'),
  aws_sqs_queue_policy: of('queue', 'sqs:R:A:N', 'queue_url'),
  aws_sns_topic: of('topic', 'sns:R:A:N', 'name'),
  aws_sns_topic_policy: of('topic', 'sns:R:A:N', 'arn'),
  aws_ecr_repository_policy: of('image-repository', 'ecr:R:A:repository/N', 'repository'),
  aws_ecr_registry_policy: of('image-registry', 'ecr:R:A:registry', ''),
  aws_efs_file_system_policy: of('file-system', 'elasticfilesystem:R:A:file-system/N', 'file_system_id'),
  aws_opensearch_domain: of('search-domain', 'es:R:A:domain/N', 'domain_name', 'access_policies'),
  aws_opensearch_domain_policy: of('search-domain', 'es:R:A:domain/N', 'domain_name', 'access_policies'),
  aws_elasticsearch_domain: of('search-domain', 'es:R:A:domain/N', 'domain_name', 'access_policies'),
  aws_elasticsearch_domain_policy: of('search-domain', 'es:R:A:domain/N', 'domain_name', 'access_policies'),
  aws_glacier_vault: of('archive-vault', 'glacier:R:A:vaults/N', 'name', 'access_policy'),
  aws_cloudwatch_event_bus_policy: of('event-bus', 'events:R:A:event-bus/N', 'event_bus_name'),
  aws_backup_vault_policy: of('backup-vault', 'backup:R:A:backup-vault:N', 'backup_vault_name'),
  aws_dynamodb_resource_policy: of('table', 'dynamodb:R:A:table/N', 'resource_arn'),
  aws_kinesis_resource_policy: of('stream', 'kinesis:R:A:stream/N', 'resource_arn'),
  aws_glue_resource_policy: of('data-catalog', 'glue:R:A:catalog', ''),
  aws_codeartifact_domain_permissions_policy: of(
    'package-domain',
    'codeartifact:R:A:domain/N',
    'domain',
    'policy_document',
  ),
  aws_codeartifact_repository_permissions_policy: of(
    'package-repository',
    'codeartifact:R:A:repository/N',
    'repository',
    'policy_document',
  ),
  aws_lambda_permission: of('function', 'lambda:R:A:function:N', 'function_name', ''),
  aws_lambda_layer_version_permission: of('layer', 'lambda:R:A:layer:N', 'layer_name', ''),
  aws_cloudwatch_event_permission: of('event-bus', 'events:R:A:event-bus/N', 'event_bus_name', ''),
};

/** Policies of resources, and the switch that makes those of a bucket harmless. */
export function* readResourcePolicy(resource: TfResource, evaluator: Evaluator): Generator<Observation> {
  if (resource.mode !== 'resource') return;
  if (resource.type === 'aws_s3_bucket_public_access_block') yield* accessBlock(resource, evaluator);
  const carrier = CARRIERS[resource.type];
  if (!carrier) return;
  const arn = arnFor(carrier, resource, evaluator);
  const network = carrier.type === 'search-domain' ? get(resource.body, 'vpc_options') : undefined;
  if (network) yield inNetwork(arn, carrier.type, locate(resource.path, network));
  if (carrier.document !== '') {
    const document = written(get(resource.body, carrier.document), resource, evaluator);
    if (document && document.document !== '' && document.document !== null)
      yield* resourcePolicy(arn, carrier.type, document);
    return;
  }
  const statement = permissionStatement(resource, arn, evaluator);
  yield* resourcePolicy(
    arn,
    carrier.type,
    { document: { Statement: [statement] }, location: locate(resource.path, resource.body) },
    { part: `${evaluator.deployment.key}${resource.address}${evaluator.instance}` },
  );
}

/** ARN of the resource a policy hangs on. Two policies of one resource that the file does not name are told apart by their own name. */
function arnFor(carrier: PolicyOf, resource: TfResource, evaluator: Evaluator): string {
  const given = carrier.of ? evaluator.text(get(resource.body, carrier.of)) : undefined;
  if (given?.startsWith('arn:')) return given;
  const referred =
    given && hasUnknown(given)
      ? given.match(/‹((?:module\.[^.‹›]+\.)*[a-z0-9_]+\.[\w-]+(?:\[[^\]]*\])?)\.[\w.]+›/)?.[1]
      : undefined;
  const name = referred ? unknownText(referred) : (given ?? unknownText(fullAddress(resource, evaluator)));
  const arn = carrier.arn
    .replace('R', unknownText('region'))
    .replace('A', accountOf(evaluator.deployment))
    .replace('N', () => name);
  return `arn:aws:${arn}`;
}

/** The statement that `aws_lambda_permission` and its like add. */
function permissionStatement(resource: TfResource, arn: string, evaluator: Evaluator): object {
  const text = (key: string) => evaluator.text(get(resource.body, key));
  const principal = text('principal') ?? '*';
  const demanded = get(resource.body, 'condition');
  const conditions = {
    ...(text('source_arn') ? { ArnLike: { 'aws:SourceArn': text('source_arn') } } : {}),
    ...equals({
      'aws:SourceAccount': text('source_account'),
      'aws:PrincipalOrgID': text('principal_org_id') ?? text('organization_id'),
      'lambda:FunctionUrlAuthType': text('function_url_auth_type'),
      'lambda:EventSourceToken': text('event_source_token'),
    }),
    ...(demanded
      ? {
          [evaluator.text(get(demanded, 'type')) ?? 'StringEquals']: {
            [evaluator.text(get(demanded, 'key')) ?? 'unknown']: evaluator.text(get(demanded, 'value')) ?? '',
          },
        }
      : {}),
  };
  return {
    Sid: text('statement_id') ?? resource.name,
    Effect: 'Allow',
    Principal:
      principal === '*'
        ? '*'
        : /\.amazonaws\.com/.test(principal)
          ? { Service: principal }
          : { AWS: principal },
    Action: text('action') ?? 'events:PutEvents',
    Resource: arn,
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
}

function equals(values: Record<string, string | undefined>): object {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length > 0 ? { StringEquals: Object.fromEntries(given) } : {};
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
function* accessBlock(resource: TfResource, evaluator: Evaluator): Generator<Observation> {
  const at = get(resource.body, 'restrict_public_buckets');
  if (!at || evaluator.value(at) !== true) return;
  const arn = arnFor(CARRIERS['aws_s3_bucket_policy']!, resource, evaluator);
  const location = locate(resource.path, at);
  yield resourceNode(arn, 'bucket', location, {
    settings: { restrictPublicBuckets: { value: true, location } },
  });
}
