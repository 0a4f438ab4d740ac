import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { type Attribute, evaluator } from '../terraform/evaluate.ts';
import { instances } from '../terraform/expand.ts';
import { moduleOf, planModule } from '../terraform/module.ts';
import { prepareHcl } from '../tree/hcl.ts';
import { AGENT_RESOURCES } from './terraform-agents.ts';
import { RESOURCES, resourceId, workloadOf } from './terraform-resources.ts';

/** Attributes that name the same principal: an application, its service principal, and the ids of both. */
const attribute: Attribute = (resource, name) => {
  const principal = /^azuread_(?:application|service_principal)|^azurerm_user_assigned_identity$/.test(
    resource.type,
  );
  const own =
    resource.type in AGENT_RESOURCES && /^(?:id|identity\.principal_id|output\.(?:appId|id))$/.test(name);
  return own || (principal && /^(?:id|object_id|client_id|application_id|principal_id)$/.test(name))
    ? resourceId(resource)
    : undefined;
};

/** azuread, azurerm and msgraph resources of Terraform configuration, and of `terraform show -json`. */
export const reader: Reader = {
  id: 'azure-terraform',
  paths: ['**/*.tf', '**/*.tf.json', '**/*.json', '**/*.tfstate'],
  contains: ['azuread_', 'azurerm_', 'azapi_resource', 'msgraph_resource'],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const configuration = /\.tf(\.json)?$/.test(file.path);
    if (!configuration && !/"(?:planned_values|terraform_version)"/.test(file.text)) return;
    const module = configuration ? moduleOf(file, context) : planModule(file);
    const evaluate = evaluator(module, attribute);
    let found = false;
    for (const resource of module.resources) {
      if (resource.path !== file.path || resource.mode !== 'resource') continue;
      const read =
        RESOURCES[resource.type] ??
        AGENT_RESOURCES[resource.type] ??
        (resource.type.startsWith('azurerm_') ? workloadOf : undefined);
      if (!read) continue;
      for (const instance of configuration ? instances(resource, module) : [{}]) {
        const seen = [...read({ resource, module, instance, evaluate })];
        found ||= seen.length > 0;
        yield* seen;
      }
    }
    if (found) yield { type: 'file', path: file.path, surface: 'iam' };
  },
};
