import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { evaluators } from '../terraform/evaluate.ts';
import type { Made } from '../terraform/frame.ts';
import { isConfiguration, moduleOf } from '../terraform/module.ts';
import { planModule } from '../terraform/plan.ts';
import { prepareHcl } from '../tree/hcl.ts';
import { AGENT_RESOURCES } from './terraform-agents.ts';
import { RESOURCES, resourceId, workloadOf } from './terraform-resources.ts';

/** Attributes that name the same principal: an application, its service principal, and the ids of both. */
const attribute: Made = (resource, name, values) => {
  const principal = /^azuread_(?:application|service_principal)|^azurerm_user_assigned_identity$/.test(
    resource.type,
  );
  const own =
    resource.type in AGENT_RESOURCES && /^(?:id|identity\.principal_id|output\.(?:appId|id))$/.test(name);
  return own || (principal && /^(?:id|object_id|client_id|application_id|principal_id)$/.test(name))
    ? resourceId({ resource, values })
    : undefined;
};

/** azuread, azurerm and msgraph resources of Terraform configuration, and of `terraform show -json`. */
export const reader: Reader = {
  id: 'azure-terraform',
  paths: ['**/*.tf', '**/*.tf.json', '**/*.json', '**/*.tfstate'],
  contains: ['azuread_', 'azurerm_', 'azapi_resource', 'msgraph_resource'],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const module = isConfiguration(file.path) ? moduleOf(file, context) : planModule(file);
    if (!module) return;
    const { uses } = evaluators(module, context, attribute);
    let found = false;
    for (const resource of module.resources) {
      if (resource.path !== file.path || resource.mode !== 'resource') continue;
      const read =
        RESOURCES[resource.type] ??
        AGENT_RESOURCES[resource.type] ??
        (resource.type.startsWith('azurerm_') ? workloadOf : undefined);
      if (!read) continue;
      const before = new Set<string>();
      for (const values of uses.flatMap((use) => use.instances(resource))) {
        const seen = [...read({ resource, values })];
        // Who is assigned is most often known to a deployment only: uses that differ in nothing but their address are one.
        const { prefix, key } = values.deployment;
        const text = prefix ? JSON.stringify(seen).replaceAll(key, '').replaceAll(prefix, '') : '';
        if (text && before.has(text)) continue;
        before.add(text);
        found ||= seen.length > 0;
        yield* seen;
      }
    }
    if (found) yield { type: 'file', path: file.path, surface: 'iam' };
  },
};
