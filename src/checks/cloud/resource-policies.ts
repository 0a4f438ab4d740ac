import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { nodesOf } from '../../inventory/graph.ts';
import type { Admission, FindingDraft, Severity } from '../../model/index.ts';
import { hasUnknown } from '../../util/unknown.ts';
import { json, short } from './holders.ts';
import serviceAccounts from './service-accounts.generated.ts';
import { narrows, ownAccounts, pasted, SOURCE } from './trust.ts';

type Resource = NodeOf<'resource'>;

const OF_AWS = new Set((serviceAccounts as { accounts: string[] }).accounts);

/** Conditions that say who or from where, so that a wildcard principal is not everyone. */
const WHO =
  /^(aws:principal(orgid|orgpaths|arn|account|tag\/.*)|aws:userid|aws:source(vpce?|vpcarn|identity|account|arn|owner|orgid|orgpaths)|aws:vpcsource\w*|aws:federatedprovider|kms:calleraccount|s3:dataaccesspoint(account|arn)|sns:endpoint|lambda:eventsourcetoken|elasticfilesystem:accesspointarn)$/;
const ADDRESS = /^aws:(sourceip|vpcsourceip)$/;

/** Words for what a resource is. */
const NOUNS: Record<string, string> = {
  'kms-key': 'KMS key',
  'image-repository': 'image repository',
  'image-registry': 'image registry',
  'search-domain': 'search domain',
  'event-bus': 'event bus',
  'file-system': 'file system',
  'access-point': 'access point',
  'backup-vault': 'backup vault',
  'archive-vault': 'archive vault',
  'package-domain': 'package domain',
  'package-repository': 'package repository',
  'data-catalog': 'data catalog',
};

interface Flaw {
  rule: string;
  severity: Severity;
  says: string;
  fix: string;
}

/** Resource policies that let in more principals than meant. Policies of roles are NHI-CLD-012 and NHI-CLD-004. */
export function* resourcePolicyFindings(graph: Graph): Generator<FindingDraft> {
  const own = ownAccounts(graph);
  for (const resource of nodesOf(graph, 'resource')) {
    if (resource.platform !== 'aws' || !resource.admits) continue;
    const reported = new Set<string>();
    for (const admission of resource.admits) {
      const flaw = flawOf(resource, admission, own);
      if (!flaw) continue;
      const key = `${resource.id}|${flaw.rule}|${admission.principal}`;
      if (reported.has(key)) continue;
      reported.add(key);
      yield {
        rule: flaw.rule,
        severity: flaw.severity,
        message: `The policy of ${NOUNS[resource.type] ?? resource.type} \`${short(resource.name)}\` ${flaw.says}.`,
        fix: flaw.fix,
        entities: [resource.id, ...(admission.reached ?? [])],
        route: [...(admission.reached ?? []).slice(0, 1), resource.id],
        locations: [admission.statement.location],
        key: `${key}|${admission.statement.statement}`,
      };
    }
  }
}

function flawOf(resource: Resource, admission: Admission, own: Set<string>): Flaw | undefined {
  switch (admission.kind) {
    case 'excluded':
      return {
        rule: 'not-principal',
        severity: 'critical',
        says: `lets in everyone except those named, to ${actionsOf(admission)}: \`NotPrincipal\` with Allow`,
        fix: named(resource, admission),
      };
    case 'any':
      return anyone(resource, admission);
    case 'account':
    case 'principal':
      return foreign(resource, admission, own);
    case 'service':
      return deputy(resource, admission);
    default:
      return undefined;
  }
}

/** Public access to a bucket's objects for reading is how web sites are served; the other kinds have no such use. */
function anyone(resource: Resource, admission: Admission): Flaw | undefined {
  if (narrows(admission, WHO)) return undefined;
  if (resource.settings?.['restrictPublicBuckets']?.value === true) return undefined;
  // A function address says itself whether its callers are known: NHI-CLD-008.
  if (admission.conditions.some((one) => one.key === 'lambda:functionurlauthtype')) return undefined;
  const reads = admission.statement.actions.every((action) => READS.test(action));
  if (admission.statement.actions.every((action) => /^execute-api:/i.test(action)))
    return {
      rule: 'public-api',
      severity: 'low',
      says: `lets everybody call it: ${actionsOf(admission)}`,
      fix: `Check that every method has an authorizer or a key, as this policy stops nobody. ${named(resource, admission)}`,
    };
  const address = narrows(admission, ADDRESS) || resource.settings?.['inNetwork']?.value === true;
  const site = resource.type === 'bucket' && admission.statement.actions.every((action) => SITE.test(action));
  return {
    rule: address ? 'any-principal-by-address' : reads ? 'public-read' : 'public',
    severity: address ? 'medium' : site ? 'medium' : reads ? 'high' : 'critical',
    says: `lets every AWS principal of every account, and the public where the service allows it, ${actionsOf(admission)}${address ? ', from some addresses or networks' : ''}`,
    fix: named(resource, admission),
  };
}

const READS =
  /^[\w-]+:(Get|List|Describe|Batch(Get|Check)|Head|View|Search|Download|ESHttp(Get|Head)|Read|Receive)/i;
const SITE = /^s3:GetObject(Version|Acl|Tagging|Attributes)?$/i;

function foreign(resource: Resource, admission: Admission, own: Set<string>): Flaw | undefined {
  const account = admission.account ?? '';
  const home = resource.id.split(':')[5] ?? '';
  if (!/^\d{12}$/.test(account) || account === home || OF_AWS.has(account) || own.has(account))
    return undefined;
  if (narrows(admission, WHO)) return undefined;
  const whole = admission.kind === 'account';
  // Whose account the file will be applied to is not known: the one it names may be its own.
  const unsure = home === '' || hasUnknown(home);
  return {
    rule: whole ? 'cross-account' : 'cross-account-principal',
    severity: unsure ? 'low' : whole ? 'high' : 'medium',
    says: `lets ${whole ? `anyone whom account ${account} allows` : `\`${admission.principal}\` of account ${account}`} ${actionsOf(admission)}, without an organization`,
    fix: `${named(resource, admission)} An account of your own is named under \`trusted.aws-accounts\` in nhi-audit.yml.`,
  };
}

/**
 * Services that deliver for any customer who names the resource, and document the condition that tells whose delivery is meant.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
const DELIVERS =
  /^(s3|sns|sqs|events|scheduler|pipes|apigateway|cloudtrail|config|logs(\.[\w-]+)?|delivery\.logs|logging\.s3|cloudwatch|ses|iot|cloudfront|codecommit|cognito-idp|cognito-sync|elasticloadbalancing|budgets|costalerts|backup|bedrock|bedrock-agentcore|lex|lexv2|connect|secretsmanager|states|datasync|transfer|dms|guardduty|inspector2|serverlessrepo)\.amazonaws\.com(\.cn)?$/;

function deputy(resource: Resource, admission: Admission): Flaw | undefined {
  if (!DELIVERS.test(admission.principal) || narrows(admission, SOURCE) || narrows(admission, WHO))
    return undefined;
  // Keys are used through a service for whoever calls it: the caller's rights decide.
  if (resource.type === 'kms-key' && admission.conditions.some(({ key }) => key.startsWith('kms:')))
    return undefined;
  return {
    rule: 'confused-deputy',
    severity: resource.type === 'function' ? 'medium' : 'low',
    says: `trusts \`${admission.principal}\` for whomever it acts, to ${actionsOf(admission)}: no condition names the account or resource it acts for`,
    fix: `Say for whom it may act: ${pasted(admission, { StringEquals: { 'aws:SourceAccount': 'ACCOUNT' } })}`,
  };
}

function actionsOf({ statement }: Admission): string {
  const shown = statement.actions.slice(0, 3).map((action) => `\`${action}\``);
  const more = statement.actions.length - shown.length;
  return `use ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The same statement for who is meant. */
function named(resource: Resource, admission: Admission): string {
  const raw = admission.document as Record<string, unknown>;
  return `Name who is meant${resource.type === 'bucket' ? ', and switch on Block Public Access' : ''}: ${json(
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::ACCOUNT:role/CALLER' },
      Action: raw['Action'] ?? raw['NotAction'],
      Resource: raw['Resource'] ?? '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-ORGANIZATION' } },
    },
  )}.`;
}
