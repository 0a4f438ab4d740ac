import { nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, IdentityNode, Severity } from '../model/index.ts';
import type { Check } from './check.ts';

const TENANT =
  /^(?:repository|repository_id|repository_owner|repository_owner_id|sub|project_id|project_path|namespace_id|namespace_path|organization_id|terraform_organization_id|terraform_workspace_id|hd|groups?|email|aud|azp|oid|appid|kubernetes\.io|\/kubernetes\.io)/;

export const check: Check = {
  id: 'NHI-WID-011',
  *run(graph) {
    for (const role of nodesOf(graph, 'identity')) {
      if (role.platform !== 'vault') continue;
      if (role.type === 'jwt-role' || role.type === 'oidc-role') yield* tokenRole(role);
      if (role.type === 'kubernetes-role') yield* podRole(role);
    }
    for (const token of nodesOf(graph, 'credential')) {
      if (token.class !== 'vault-root-token') continue;
      yield {
        rule: 'vault-root-token',
        severity: 'critical',
        message: `The root token of a Vault stands in a file (${token.preview}).`,
        fix: 'Revoke it (`vault token revoke -self`) and rotate the unseal keys that lie beside it.',
        entities: [token.id],
        locations: token.locations,
        key: token.fingerprint,
      };
    }
  },
};

function* tokenRole(role: IdentityNode): Generator<FindingDraft> {
  const {
    bound_subject: subject,
    bound_claims: claims,
    bound_claims_type: kind,
    role_type: type,
  } = role.settings ?? {};
  // A login with a browser is bound by the provider and its groups.
  const people = type?.value === 'oidc' || role.type === 'oidc-role';
  if (!subject?.value && !claims) {
    if (!people)
      yield draft(
        role,
        'vault-jwt-unbound',
        'critical',
        `Role \`${role.name}\` binds neither subject nor claims: every token of the issuer logs in.`,
        'Set `bound_subject`, or `bound_claims` with the repository or project id.',
        role.locations,
      );
    return;
  }
  if (subject?.value || !claims) return;
  const pairs = String(claims.value).split('\n');
  const globs = kind?.value === 'glob' ? pairs.filter((pair) => pair.includes('*')) : [];
  const wide = globs.find((pair) => /=\*|=[^/=:]*\*/.test(pair) || /=repo:[^/]+\/\*/.test(pair));
  if (wide)
    yield draft(
      role,
      'vault-jwt-glob',
      'high',
      `Role \`${role.name}\` accepts the pattern \`${wide}\`.`,
      'Compare exact values; use ids in place of names.',
      [claims.location],
    );
  else if (!people && pairs.every((pair) => !TENANT.test(pair)) && !pairs.some((pair) => pair.includes('${')))
    yield draft(
      role,
      'vault-jwt-no-tenant',
      'high',
      `Role \`${role.name}\` binds \`${pairs[0]}\` only, which any tenant of a shared issuer can send.`,
      'Add the claim that names the tenant: `repository_id`, `project_id`, `sub`.',
      [claims.location],
    );
}

function* podRole(role: IdentityNode): Generator<FindingDraft> {
  const names = role.settings?.['bound_service_account_names'];
  const spaces = role.settings?.['bound_service_account_namespaces'];
  const every = (setting: typeof names) =>
    setting !== undefined && String(setting.value).split('\n').includes('*');
  if (!every(names) && !every(spaces)) return;
  const both = every(names) && every(spaces);
  yield draft(
    role,
    'vault-kubernetes-wide',
    both ? 'critical' : 'high',
    both
      ? `Role \`${role.name}\` lets every pod of the cluster log in.`
      : `Role \`${role.name}\` lets ${every(names) ? 'every service account of its namespaces' : 'accounts of that name in any namespace'} log in.`,
    'Name the service account and the namespace.',
    [(every(names) ? names : spaces)!.location],
  );
}

function draft(
  role: IdentityNode,
  rule: string,
  severity: Severity,
  message: string,
  fix: string,
  locations: FindingDraft['locations'],
): FindingDraft {
  return { rule, severity, message, fix, entities: [role.id], locations, key: `${role.id} ${rule}` };
}
