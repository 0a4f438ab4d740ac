import type { Observation, Reader, SourceFile } from '../../../model/index.ts';
import { gap } from '../../aws/emit.ts';
import { looseDocument } from '../../aws/loose.ts';
import { callsFrom } from '../../terraform/calls.ts';
import { evaluators } from '../../terraform/evaluate.ts';
import type { Evaluator } from '../../terraform/frame.ts';
import {
  expressions,
  isConfiguration,
  moduleOf,
  parseTerraform,
  type TfModule,
  type TfResource,
} from '../../terraform/module.ts';
import { planModule } from '../../terraform/plan.ts';
import { prepareHcl } from '../../tree/hcl.ts';
import { locate, type Tree } from '../../tree/tree.ts';
import { madeAttribute, readResource } from './aws.ts';
import { dataDocument, isDocument } from './documents.ts';
import { readResourcePolicy } from './resource-policies.ts';

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

/** AWS identities, policies and what runs as them, in Terraform: HCL and JSON syntax, plans and states. */
export const reader: Reader = {
  id: 'terraform-aws',
  paths: ['**/*.tf', '**/*.tf.json', '**/*.json', '**/*.tfstate'],
  contains: IAM,
  prepare: prepareHcl,
  *read(file, context) {
    const module = isConfiguration(file.path) ? moduleOf(file, context) : planModule(file);
    if (!module) return;
    const { uses, more } = evaluators(module, context, madeAttribute);
    const own = module.resources.filter((resource) => resource.path === file.path);
    let understood = false;
    for (const observation of observed(own, uses)) {
      if (!understood) yield { type: 'file', path: file.path, surface: 'iam' };
      understood = true;
      yield observation;
    }
    if (understood && more)
      yield gap(
        'Terraform',
        file.path,
        `its module is used in more places than the ${uses.length} that were read`,
      );
    if (!isConfiguration(file.path)) return;
    const passed = callsFrom(module.folder, context).map((call) => call.body);
    yield* looseDocuments(own, module, uses[0]!, passed);
    yield* problems(file);
  },
};

/** Each resource once for every use of its module and every member of its `for_each`. */
function* observed(own: readonly TfResource[], uses: readonly Evaluator[]): Generator<Observation> {
  for (const resource of own) {
    const all = uses.flatMap((values) => values.instances(resource));
    const before = new Set<string>();
    for (const [i, values] of all.entries())
      for (const observation of [
        ...readResource(resource, values),
        ...readResourcePolicy(resource, values),
      ]) {
        // Readers that know only the address mean the first: they must not make one of all.
        if (i > 0 && observation.type === 'same') continue;
        // What two uses say alike is said once.
        const text = all.length > 1 ? JSON.stringify(observation) : '';
        if (text && before.has(text)) continue;
        before.add(text);
        yield observation;
      }
  }
}

/** Documents no resource of the module takes and no module of the tree is given: printed, or handed to a module out of view. Whoever gets one has these rights. */
function* looseDocuments(
  own: readonly TfResource[],
  module: TfModule,
  values: Evaluator,
  passed: readonly Tree[],
): Generator<Observation> {
  const documents = own.filter(isDocument);
  if (documents.length === 0) return;
  const used = [
    ...module.resources.flatMap((one) => [...expressions(one.body)]),
    // An output goes somewhere only where the module is used.
    ...[...module.values]
      .filter(([name]) => values.deployment.use !== undefined || !name.startsWith('output.'))
      .flatMap(([, { tree }]) => [...expressions(tree)]),
    ...passed.flatMap((tree) => [...expressions(tree)]),
  ].join('\n');
  for (const one of documents) {
    if (new RegExp(`aws_iam_policy_document\\.${one.name}\\b`).test(used)) continue;
    const { document, places } = dataDocument(one, values.instances(one)[0]!);
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
