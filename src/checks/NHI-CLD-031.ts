import type { FindingDraft, Severity } from '../model/index.ts';
import { shown } from '../util/expressions.ts';
import type { Check } from './check.ts';
import { gcpGrants, type Held, isDefaultAccount, isServiceAgent, level } from './gcp/grants.ts';

export const check: Check = {
  id: 'NHI-CLD-031',
  *run(graph) {
    for (const held of gcpGrants(graph)) {
      if (held.member.type === 'everybody' || isServiceAgent(held.member.id)) continue;
      yield* impersonation(held);
      yield* admin(held);
    }
  },
};

/** On one account these roles are how federation works; on a project or above they hand out every account below. */
function* impersonation(held: Held): Generator<FindingDraft> {
  const { grant, member } = held;
  const where = level(grant.scope);
  const powers = grant.powers ?? [];
  const role = grant.actions[0] ?? '';
  const named =
    /serviceAccount(?:TokenCreator|User|KeyAdmin|Admin|OpenIdTokenCreator)$|workloadIdentityUser$/.test(role);
  if (!(named || powers.includes('impersonate') || powers.includes('key-create')) || powers.includes('owner'))
    return;
  if (where !== 'project' && where !== 'above') return;
  yield draft(
    held,
    'gcp-impersonation-wide',
    where === 'above' ? 'critical' : 'high',
    `\`${member.name}\` holds \`${role}\` on \`${shown(grant.scope ?? '')}\`: it can act as every service account ${where === 'above' ? 'of every project below' : 'of the project'}.`,
    'Grant the role on the one service account (`google_service_account_iam_member`).',
  );
}

function* admin(held: Held): Generator<FindingDraft> {
  const { grant, member } = held;
  const where = level(grant.scope);
  if (member.human === true || (where !== 'project' && where !== 'above')) return;
  if (member.type !== 'service-account' && member.type !== 'federated' && member.platform !== 'kubernetes')
    return;
  const powers = grant.powers ?? [];
  const role = grant.actions[0] ?? '';
  const strong = powers.includes('owner') || powers.includes('editor') || powers.includes('set-policy');
  if (isDefaultAccount(member.id)) {
    yield draft(
      held,
      'gcp-default-account-bound',
      strong ? 'high' : 'medium',
      `The default account \`${member.name}\` holds \`${role}\` on \`${shown(grant.scope ?? '')}\`: every workload that names no account has it.`,
      'Remove the binding and give each workload an account of its own; enforce `iam.automaticIamGrantsForDefaultServiceAccounts`.',
    );
  } else if (strong || powers.includes('admin-role')) {
    const severity: Severity =
      where === 'above' ? (strong ? 'critical' : 'high') : strong ? 'high' : 'medium';
    yield draft(
      held,
      'gcp-admin-role',
      severity,
      `\`${member.name}\` holds \`${role}\` on \`${shown(grant.scope ?? '')}\`.`,
      'Replace it by the predefined or custom roles the workload uses, on the resources it uses.',
    );
  }
}

function draft(
  { grant, edge, member }: Held,
  rule: string,
  severity: Severity,
  message: string,
  fix: string,
): FindingDraft {
  const condition = grant.conditions?.[0];
  return {
    rule,
    severity,
    confidence: condition ? 'medium' : grant.confidence,
    message: condition ? `${message.slice(0, -1)}, if \`${condition}\`.` : message,
    fix,
    entities: [member.id, grant.id],
    route: [member.id, grant.id],
    locations: [...grant.locations, ...edge.locations],
    key: `${member.id} ${grant.id} ${rule}`,
  };
}
