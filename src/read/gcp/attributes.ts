import { inBraces, localTo } from '../../util/expressions.ts';
import { unknownText } from '../../util/unknown.ts';
import type { Evaluator, Made } from '../terraform/frame.ts';
import { get } from '../tree/tree.ts';

/** Attributes that Google computes from the arguments. */
export const attribute: Made = (resource, name, values) => {
  const evaluate = (key: string) => values.text(get(resource.body, key));
  if (resource.type === 'google_service_account') {
    const written = evaluate('email');
    const mail =
      written ??
      `${evaluate('account_id') ?? unknownText('…')}@${evaluate('project') ?? unknownText('project')}.iam.gserviceaccount.com`;
    if (name === 'email') return mail;
    if (name === 'member') return `serviceAccount:${mail}`;
    if (name === 'name' || name === 'id') return `projects/-/serviceAccounts/${mail}`;
  }
  if (resource.type === 'google_compute_default_service_account' && name === 'email')
    return `${unknownText('project-number')}-compute@developer.gserviceaccount.com`;
  if (resource.type === 'google_app_engine_default_service_account' && name === 'email')
    return `${unknownText('project')}@appspot.gserviceaccount.com`;
  if (resource.type.endsWith('_custom_role') && (name === 'id' || name === 'name'))
    return `custom:${evaluate('role_id') ?? resource.name}`;
  if (resource.type === 'google_project' && name === 'project_id') return evaluate('project_id');
  return undefined;
};

/** Text that depends on a deployment, as this module means it. */
export const local = ({ deployment }: Evaluator, text: string): string =>
  localTo(deployment.home, inBraces(text));
