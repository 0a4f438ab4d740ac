import type { Observation, Reader, SourceFile } from '../../../model/index.ts';
import { gap } from '../../aws/emit.ts';
import { looseDocument } from '../../aws/loose.ts';
import { callsFrom } from '../../terraform/calls.ts';
import {
  moduleOf,
  parseTerraform,
  planResources,
  type TfModule,
  type TfResource,
} from '../../terraform/module.ts';
import { prepareHcl } from '../../tree/hcl.ts';
import { parseJson } from '../../tree/json.ts';
import { locate, type Tree } from '../../tree/tree.ts';
import { madeAttribute, readResource } from './aws.ts';
import { dataDocument, expressions } from './documents.ts';
import { referencesOfPlan } from './plan.ts';
import { readResourcePolicy } from './resource-policies.ts';
import { type Evaluator, evaluator } from './value.ts';

const IAM = [
  'aws_iam_',
  '_policy"',
  '"policy"',
  'aws_kms_',
  'aws_sqs_queue',
  'aws_sns_topic',
  'aws_secretsmanager_secret',
  'aws_lambda_permission',
  'aws_opensearch_domain',
  'aws_elasticsearch_domain',
  'aws_s3_bucket',
  'aws_cloudwatch_event_permission',
  'aws_rolesanywhere_',
  'aws_eks_pod_identity_association',
  'aws_lambda_function',
  'aws_ecs_task_definition',
  'aws_instance',
  'aws_launch_template',
  'aws_codebuild_project',
  'aws_sagemaker_',
  'aws_glue_',
  'aws_sfn_',
  'aws_apprunner_service',
  'aws_cloudformation_stack',
];

/** AWS identities, policies and what runs as them, in Terraform: HCL and JSON syntax, and `terraform show -json` of a plan or state. */
export const reader: Reader = {
  id: 'terraform-aws',
  paths: ['**/*.tf', '**/*.tf.json', '**/*.json'],
  contains: IAM,
  prepare: prepareHcl,
  *read(file, context) {
    const configuration = /\.tf(\.json)?$/.test(file.path);
    const module = configuration ? moduleOf(file, context) : planModule(file);
    if (!module) return;
    const values = evaluator(module, context, madeAttribute);
    const own = module.resources.filter((resource) => resource.path === file.path);
    let understood = false;
    for (const resource of own) {
      for (const observation of [
        ...readResource(resource, values),
        ...readResourcePolicy(resource, values),
      ]) {
        if (!understood) yield { type: 'file', path: file.path, surface: 'iam' };
        understood = true;
        yield observation;
      }
    }
    const passed = configuration ? callsFrom(module.folder, context).map((call) => call.body) : [];
    yield* looseDocuments(own, module, values, passed);
    if (configuration) yield* problems(file);
  },
};

/** A plan or state as one module; its references were resolved by Terraform, except to what does not exist yet. */
function planModule(file: SourceFile): TfModule | undefined {
  if (!file.text.includes('"terraform_version"')) return undefined;
  const { tree } = parseJson(file.text);
  const resources = referencesOfPlan(tree, planResources(tree, file.path));
  if (resources.length === 0) return undefined;
  return {
    folder: file.path,
    resources,
    byAddress: new Map(
      resources.map((one) => [
        one.mode === 'data' ? `data.${one.type}.${one.name}` : `${one.type}.${one.name}`,
        one,
      ]),
    ),
    values: new Map(),
  };
}

/** Documents no resource of the module takes and no module of the tree is given: printed, or handed to a module out of view. Whoever gets one has these rights. */
function* looseDocuments(
  own: readonly TfResource[],
  module: TfModule,
  values: Evaluator,
  passed: readonly Tree[],
): Generator<Observation> {
  const documents = own.filter((one) => one.mode === 'data' && one.type === 'aws_iam_policy_document');
  if (documents.length === 0) return;
  const used = [
    ...module.resources.flatMap((one) => [...expressions(one.body)]),
    ...[...module.values.values(), ...passed].flatMap((tree) => [...expressions(tree)]),
  ].join('\n');
  for (const one of documents) {
    if (new RegExp(`aws_iam_policy_document\\.${one.name}\\b`).test(used)) continue;
    const { document, places } = dataDocument(one, values);
    if (document.Statement.length === 0) continue;
    const location = locate(one.path, one.body);
    yield* looseDocument(`${one.path}#${one.name}`, one.name, { document, location, statements: places });
  }
}

function* problems(file: SourceFile): Generator<Observation> {
  const { errors } = parseTerraform(file);
  if (errors[0])
    yield gap('Terraform', file.path, `not readable at line ${errors[0].line}; what could be read was`);
}
