import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { evaluators } from '../terraform/evaluate.ts';
import { isConfiguration, moduleOf } from '../terraform/module.ts';
import { planModule } from '../terraform/plan.ts';
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
    const module = isConfiguration(file.path) ? moduleOf(file, context) : planModule(file);
    if (!module) return;
    let found = false;
    for (const resource of module.resources) {
      if (resource.path !== file.path || resource.mode !== 'resource' || !resource.type.startsWith('google_'))
        continue;
      const { uses } = evaluators(module, context, attribute);
      for (const values of uses.flatMap((use) => use.instances(resource))) {
        const seen = [...read({ resource, values })];
        found ||= seen.length > 0;
        yield* seen;
      }
    }
    if (found) yield { type: 'file', path: file.path, surface: 'iam' };
  },
};

function read(tf: Tf): Iterable<Observation> {
  if (isIamResource(tf.resource.type)) return readIam(tf);
  return RESOURCES[tf.resource.type.replace(/^google_/, '')]?.(tf) ?? [];
}
