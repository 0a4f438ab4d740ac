import type { Observation, Reader } from '../../../model/index.ts';
import { gap } from '../../aws/emit.ts';
import { parseJson } from '../../tree/json.ts';
import type { Parsed } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { readResourcePolicy } from './resource-policies.ts';
import { readResource } from './resources.ts';
import { templateOf } from './template.ts';

/** CloudFormation and SAM templates in YAML or JSON, and what CDK synthesizes: identities, policies, trust, and what runs as them. */
export const reader: Reader = {
  id: 'cloudformation',
  paths: ['**/*.yaml', '**/*.yml', '**/*.json', '**/*.template'],
  contains: [
    'AWS::IAM::',
    'AWS::Serverless::',
    'AWS::Lambda::Function',
    'AWS::Lambda::Url',
    'AWS::ECS::TaskDefinition',
    'AWS::StepFunctions::',
    'AWS::CodeBuild::Project',
    'AWS::EKS::PodIdentityAssociation',
    'AWS::RolesAnywhere::',
    'AWS::KMS::Key',
    'AWS::S3::BucketPolicy',
    'AWS::SQS::Queue',
    'AWS::SNS::Topic',
    'AWS::SecretsManager::ResourcePolicy',
    'AWS::ECR::Re',
    'AWS::Lambda::Permission',
    'AWS::OpenSearchService::Domain',
    'AWS::Elasticsearch::Domain',
    'AWS::EFS::FileSystem',
    'AWS::Events::EventBus',
    'AWS::DynamoDB::Table',
    'AWS::ApiGateway::RestApi',
  ],
  *read(file) {
    const parsed = parsedTemplate(file.text);
    const template = templateOf(file.path, parsed?.tree);
    if (!template) return;
    let understood = false;
    for (const resource of template.resources) {
      for (const observation of [
        ...readResource(template, resource),
        ...readResourcePolicy(template, resource),
      ]) {
        if (!understood) yield { type: 'file', path: file.path, surface: 'iam' } satisfies Observation;
        understood = true;
        yield observation;
      }
    }
    const error = parsed?.errors[0];
    if (error)
      yield gap(
        'CloudFormation',
        file.path,
        `not readable at line ${error.line}: ${error.message}; what could be read was`,
      );
  },
};

/** JSON as far as it is JSON: what begins like it may be YAML in braces, with quotes and commas that JSON does not know. */
function parsedTemplate(text: string): Parsed | undefined {
  const json = /^\s*\{/.test(text) ? parseJson(text) : undefined;
  if (json?.errors.length === 0) return json;
  const yaml = parseYaml(text)[0];
  return json && yaml?.errors.length !== 0 ? json : yaml;
}
