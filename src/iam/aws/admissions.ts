import type { Admission } from '../../model/index.ts';
import type { Subject } from './account.ts';
import { accountOf } from './arn.ts';
import { demandsOn } from './demands.ts';
import type { Statement } from './document.ts';
import { describe } from './explain.ts';
import type { Policy } from './policy.ts';

/** Actions with which a trust policy lets somebody in; `sts:TagSession` and the like open no door. */
const DOOR = /^(\*|sts:(\*|assume|a\*))/i;

/** Whom a role's trust policies let in, one entry for every principal of every statement. */
export const admissionsOf = (role: Subject, duplicates: Duplicates): Admission[] =>
  role.trust.flatMap((policy) =>
    admissionsBy(
      policy,
      duplicates,
      (statement) => statement.notAction || statement.patterns.some((pattern) => DOOR.test(pattern)),
    ),
  );

/** Keys that stand twice in a document, by the policy's id. */
export type Duplicates = ReadonlyMap<string, { statement: number; key: string }[]>;

/** Whom the statements of a policy that pass a test let in. */
export function admissionsBy(
  policy: Policy,
  duplicates: Duplicates,
  opens: (statement: Statement) => boolean = () => true,
): Admission[] {
  return policy.document.statements.flatMap((statement) => {
    if (statement.effect !== 'Allow' || !statement.principal || !opens(statement)) return [];
    const admissions = admit(policy, statement);
    const lost = (duplicates.get(policy.id) ?? []).filter((d) => d.statement === statement.index);
    if (lost.length === 0) return admissions;
    return admissions.map((admission) => ({ ...admission, duplicates: lost.map((d) => d.key) }));
  });
}

const own = (statement: Statement): Admission['conditions'] => conditionsOf(statement.raw ?? {});

function admit(policy: Policy, statement: Statement): Admission[] {
  const shared = {
    conditions: [...own(statement), ...demandsOn(policy, statement, own)],
    statement: describe({ policy, statement }),
    document: statement.raw,
  };
  const principal = statement.principal!;
  if (principal.negated)
    return [{ kind: 'excluded', principal: `not ${JSON.stringify(principal.value)}`, ...shared }];
  const p = principal.named;
  return [
    ...(p.any ? [{ kind: 'any' as const, principal: '*', ...shared }] : []),
    ...p.accounts.map((account) => ({ kind: 'account' as const, principal: account, account, ...shared })),
    ...p.arns.map((arn) => ({
      kind: 'principal' as const,
      principal: arn,
      account: accountOf(arn),
      ...shared,
    })),
    ...p.services.map((service) => ({ kind: 'service' as const, principal: service, ...shared })),
    ...p.federated.map((provider) => federated(provider, statement, shared)),
  ];
}

/** With these a provider of SAML is meant, whatever hides its name. */
const WITH_SAML = /^sts:assumerolewithsaml$/i;
const WITH_TOKEN = /^(?:\*|sts:(?:\*|assumerole\*|assumerolewith(?:\*|webidentity)))$/i;

function federated(
  provider: string,
  { patterns }: Statement,
  shared: Pick<Admission, 'conditions' | 'statement' | 'document'>,
): Admission {
  const saml = patterns.some((one) => WITH_SAML.test(one)) && !patterns.some((one) => WITH_TOKEN.test(one));
  if (saml || provider.includes(':saml-provider/')) return { kind: 'saml', principal: provider, ...shared };
  const issuer =
    /:oidc-provider\/(.+)$/.exec(provider)?.[1] ?? (provider.startsWith('arn:') ? undefined : provider);
  return issuer
    ? { kind: 'oidc', principal: provider, issuer, ...shared }
    : { kind: 'unknown', principal: provider, ...shared };
}

/** Condition lines by key, operator and values as written. */
function conditionsOf(raw: Readonly<Record<string, unknown>>): Admission['conditions'] {
  const element = raw['Condition'] ?? raw['condition'];
  if (typeof element !== 'object' || element === null) return [];
  return Object.entries(element).flatMap(([operator, keys]) =>
    typeof keys === 'object' && keys !== null
      ? Object.entries(keys as Record<string, unknown>).map(([key, value]) => ({
          operator,
          key: key.toLowerCase(),
          values: (Array.isArray(value) ? value : [value]).map(String),
        }))
      : [],
  );
}
