import { localTo } from '../../util/expressions.ts';
import type { Attribute } from '../terraform/evaluate.ts';
import type { TfModule } from '../terraform/module.ts';
import { get } from '../tree/tree.ts';

/** Attributes that Google computes from the arguments. */
export const attribute: Attribute = (resource, name, evaluate) => {
  if (resource.type === 'google_service_account') {
    const written = evaluate(get(resource.body, 'email'));
    const mail =
      written ??
      `${evaluate(get(resource.body, 'account_id')) ?? '${…}'}@${evaluate(get(resource.body, 'project')) ?? '${project}'}.iam.gserviceaccount.com`;
    if (name === 'email') return mail;
    if (name === 'member') return `serviceAccount:${mail}`;
    if (name === 'name' || name === 'id') return `projects/-/serviceAccounts/${mail}`;
  }
  if (resource.type === 'google_compute_default_service_account' && name === 'email')
    return '${project-number}-compute@developer.gserviceaccount.com';
  if (resource.type === 'google_app_engine_default_service_account' && name === 'email')
    return '${project}@appspot.gserviceaccount.com';
  if (resource.type.endsWith('_custom_role') && (name === 'id' || name === 'name'))
    return `custom:${evaluate(get(resource.body, 'role_id')) ?? resource.name}`;
  if (resource.type === 'google_project' && name === 'project_id')
    return evaluate(get(resource.body, 'project_id'));
  return undefined;
};

/** Text that depends on a deployment, as this module means it. */
export const local = (module: TfModule, text: string): string => localTo(module.folder, text);
