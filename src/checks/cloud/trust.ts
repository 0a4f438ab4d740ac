import type { Graph } from '../../inventory/graph.ts';
import { nodesOf } from '../../inventory/graph.ts';
import type { Admission, FindingDraft, IdentityNode, Severity } from '../../model/index.ts';
import { hasUnknown } from '../../util/unknown.ts';
import { json, short } from './holders.ts';

/** Conditions that say who may come in, beyond the Principal element. */
const WHO =
  /^(aws:principal(orgid|orgpaths|arn|account|tag\/.*)|aws:userid|aws:source(vpce?|ip|identity|account|arn|orgid)|sts:externalid|sts:sourceidentity)$/;
const ORGANIZATION = /^aws:principal(orgid|orgpaths)$/;

const negated = (operator: string) => /not/i.test(operator.replace(/^For\w+:/, ''));
export const narrows = (admission: Admission, keys: RegExp): boolean =>
  admission.conditions.some(
    (line) =>
      keys.test(line.key) && !negated(line.operator) && !line.values.every((value) => /^\*+$/.test(value)),
  );

/** Accounts this audit knows to be the owner's own. */
export function ownAccounts(graph: Graph): Set<string> {
  const own = new Set(graph.trusted?.['aws-accounts'] ?? []);
  for (const node of nodesOf(graph, 'identity'))
    if (node.platform === 'aws' && node.account && node.admits) own.add(node.account);
  return own;
}

/** Roles whose trust policy lets in more principals than meant. OIDC is NHI-CI-002, services are NHI-CLD-004. */
export function* trustFindings(graph: Graph): Generator<FindingDraft> {
  const own = ownAccounts(graph);
  const trusted = new Set(graph.trusted?.['aws-accounts'] ?? []);
  for (const role of nodesOf(graph, 'identity')) {
    if (/:role\/(aws-service-role|aws-reserved)\//.test(role.id)) continue;
    const reported = new Set<string>();
    for (const admission of role.admits ?? []) {
      const flaw = flawOf(role, admission, own, trusted);
      if (!flaw) continue;
      const key = `${role.id}|${flaw.rule}|${admission.principal}`;
      if (reported.has(key)) continue;
      reported.add(key);
      yield {
        rule: flaw.rule,
        severity: flaw.severity,
        message: `Role \`${short(role.name)}\`${strength(role)} ${flaw.says}.`,
        fix: flaw.fix,
        entities: [role.id],
        route: [role.id],
        locations: [admission.statement.location, ...role.locations.slice(0, 1)],
        key,
      };
    }
    yield* lostConditions(role);
  }
}

const strength = (role: IdentityNode) =>
  role.privilege === 'admin'
    ? ', an administrator,'
    : role.privilege === 'privileged'
      ? ', which is privileged,'
      : '';

interface Flaw {
  rule: string;
  severity: Severity;
  says: string;
  fix: string;
}

function flawOf(
  role: IdentityNode,
  admission: Admission,
  own: Set<string>,
  trusted: Set<string>,
): Flaw | undefined {
  switch (admission.kind) {
    case 'any':
    case 'excluded':
      return anyone(admission);
    case 'account':
    case 'principal':
      return foreign(role, admission, own, trusted);
    case 'service':
      return anyCertificate(role, admission);
    case 'saml':
      return narrows(admission, /^saml:(aud|iss|sub.*|edu.*|namequalifier)$/)
        ? undefined
        : {
            rule: 'saml-no-audience',
            severity: 'medium',
            says: `accepts SAML assertions of \`${short(admission.principal)}\` for any audience`,
            fix: `Demand the sign-in endpoint as audience: ${pasted(admission, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } })}`,
          };
    default:
      return undefined;
  }
}

function anyone(admission: Admission): Flaw | undefined {
  const fix = `Name who is meant: ${json({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::ACCOUNT:role/CALLER' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-ORGANIZATION' } },
  })}`;
  if (admission.kind === 'excluded')
    return {
      rule: 'not-principal',
      severity: 'critical',
      says: 'lets in everyone except those named: `NotPrincipal` with Allow',
      fix,
    };
  if (
    narrows(admission, ORGANIZATION) ||
    narrows(admission, /^aws:principal(arn|account)$|^aws:sourcevpce?$|^aws:userid$/)
  )
    return undefined;
  if (narrows(admission, WHO))
    return {
      rule: 'any-principal-narrowed',
      severity: 'high',
      says: `lets in any AWS principal that meets ${admission.conditions.map((c) => `\`${c.key}\``).join(', ')}`,
      fix,
    };
  return {
    rule: 'any-principal',
    severity: 'critical',
    says: 'can be assumed by every AWS principal of every account',
    fix,
  };
}

function foreign(
  role: IdentityNode,
  admission: Admission,
  own: Set<string>,
  trusted: Set<string>,
): Flaw | undefined {
  const account = admission.account;
  // An account that an expression hides is nobody's in particular; the role's own is meant by default.
  if (!account || !/^\d{12}$/.test(account) || account === role.account || trusted.has(account))
    return undefined;
  if (narrows(admission, WHO) || admission.conditions.some((c) => c.key === 'aws:multifactorauthpresent'))
    return undefined;
  const whole = admission.kind === 'account';
  const inView = own.has(account);
  const unsure = role.account === undefined;
  const strong = role.privilege === 'admin' || role.privilege === 'privileged';
  const severity: Severity = inView
    ? 'low'
    : unsure
      ? whole
        ? 'medium'
        : 'low'
      : whole
        ? strong
          ? 'critical'
          : 'high'
        : strong
          ? 'high'
          : 'medium';
  return {
    rule: whole ? 'cross-account' : 'cross-account-principal',
    severity,
    says: `can be assumed by ${whole ? `anyone whom account ${account} allows` : `\`${admission.principal}\` of account ${account}`}, without an external id or organization${inView ? ' (the account is in view)' : ''}`,
    fix: `Name the caller and demand what only it knows or has: ${json({
      Effect: 'Allow',
      Principal: { AWS: whole ? `arn:aws:iam::${account}:role/CALLER` : admission.principal },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'AN-ID-PER-CUSTOMER' } },
    })} (inside one organization use \`aws:PrincipalOrgID\`). An account of your own is named under \`trusted.aws-accounts\` in nhi-audit.yml.`,
  };
}

/**
 * IAM Roles Anywhere hands the role to whoever has a certificate of a trusted authority, unless the trust names the anchor or the certificate.
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
function anyCertificate(role: IdentityNode, admission: Admission): Flaw | undefined {
  if (
    admission.principal !== 'rolesanywhere.amazonaws.com' ||
    narrows(admission, /^aws:(source(arn|account|identity)|principaltag\/x509.*)$|^sts:sourceidentity$/)
  )
    return undefined;
  const strong = role.privilege === 'admin' || role.privilege === 'privileged';
  return {
    rule: 'any-certificate',
    severity: strong ? 'high' : 'medium',
    says: 'is handed to the holder of any certificate that any trust anchor of the account accepts',
    fix: `Name the trust anchor and the workload in its certificate: ${pasted(admission, {
      ArnEquals: { 'aws:SourceArn': 'arn:aws:rolesanywhere:REGION:ACCOUNT:trust-anchor/ID' },
      StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'WORKLOAD' },
    })}`,
  };
}

/** Conditions that are written but do not count, because a key of the same name follows. */
function* lostConditions(role: IdentityNode): Generator<FindingDraft> {
  const admission = role.admits?.find((one) => one.duplicates?.length);
  if (!admission || hasUnknown(role.id)) return;
  yield {
    rule: 'lost-condition',
    severity: 'high',
    message: `The trust policy of role \`${short(role.name)}\` has the key \`${admission.duplicates![0]}\` twice; the first, with what it demands, is lost.`,
    fix: `Put both under one \`${admission.duplicates![0]}\`: all keys inside one operator are demanded together.`,
    entities: [role.id],
    locations: [admission.statement.location, ...role.locations.slice(0, 1)],
    key: `${role.id}|lost-condition`,
  };
}

/** The statement as written, with these conditions added. */
export function pasted(admission: Admission, condition: object): string {
  const raw = admission.document as Record<string, unknown>;
  return json({ ...raw, Condition: { ...(raw['Condition'] as object | undefined), ...condition } });
}

/** Services that act for many customers or resources and document conditions against being used by the wrong one. */
const DEPUTIES =
  /^(bedrock|bedrock-agentcore|sns|s3|events|scheduler|pipes|cloudtrail|config|apigateway|logs(\.[a-z0-9-]+)?|vpc-flow-logs|delivery\.logs|ses|iot|transfer|datasync|chatbot|management\.chatbot|appsync|kendra|transcribe|translate|comprehend|rekognition|textract|backup-storage|budgets|cur|license-manager|macie|guardduty|serverlessrepo)\.amazonaws\.com$/;
export const SOURCE = /^aws:source(account|arn|orgid|orgpaths)$/;

/** Service trusts that any resource of the service, in any account, can use. */
export function* deputyFindings(graph: Graph): Generator<FindingDraft> {
  for (const role of nodesOf(graph, 'identity')) {
    if (/:role\/aws-service-role\//.test(role.id)) continue;
    for (const admission of role.admits ?? []) {
      if (admission.kind !== 'service' || !DEPUTIES.test(admission.principal) || narrows(admission, SOURCE))
        continue;
      const agent = /^bedrock/.test(admission.principal);
      const strong = role.privilege === 'admin' || role.privilege === 'privileged';
      yield {
        rule: 'confused-deputy',
        severity: strong ? 'high' : agent ? 'medium' : 'low',
        message: `Role \`${short(role.name)}\`${strength(role)} trusts \`${admission.principal}\` for whomever it acts: no condition names the account or resource it acts for.`,
        fix: `Say for which account it may act: ${pasted(admission, { StringEquals: { 'aws:SourceAccount': role.account ?? 'ACCOUNT' } })}`,
        entities: [role.id],
        locations: [admission.statement.location, ...role.locations.slice(0, 1)],
        key: `${role.id}|${admission.principal}`,
      };
    }
  }
}
