import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { evaluator } from '../terraform/evaluate.ts';
import { type Instance, instances } from '../terraform/expand.ts';
import { moduleOf, planModule } from '../terraform/module.ts';
import { prepareHcl } from '../tree/hcl.ts';
import { attribute } from './attributes.ts';
import { isIamResource, readIam } from './terraform-iam.ts';
import { RESOURCES, type Tf } from './terraform-resources.ts';

/** Google resources of Terraform configuration, and of `terraform show -json` of a plan or state. */
export const reader: Reader = {
  id: 'gcp-terraform',
  paths: ['**/*.tf', '**/*.tf.json', '**/*.json', '**/*.tfstate'],
  contains: ['google_'],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const configuration = /\.tf(\.json)?$/.test(file.path);
    if (!configuration && !/"(?:planned_values|terraform_version)"/.test(file.text)) return;
    const module = configuration ? moduleOf(file, context) : planModule(file);
    let found = false;
    for (const resource of module.resources) {
      if (resource.path !== file.path || resource.mode !== 'resource' || !resource.type.startsWith('google_'))
        continue;
      for (const instance of configuration ? instances(resource, module) : [{}]) {
        const tf = { resource, module, instance, evaluate: evaluator(module, attribute) };
        const seen = [...read(tf)];
        found ||= seen.length > 0;
        yield* seen;
      }
    }
    if (found) yield { type: 'file', path: file.path, surface: 'iam' };
  },
};

function read(tf: Tf & { instance: Instance }): Iterable<Observation> {
  if (isIamResource(tf.resource.type)) return readIam(tf);
  return RESOURCES[tf.resource.type.replace(/^google_/, '')]?.(tf) ?? [];
}
