import type { Graph } from '../../inventory/graph.ts';
import type { FindingDraft, Severity } from '../../model/index.ts';
import type { Holder } from './holders.ts';
import { narrowed, riskFindings } from './risks.ts';

/** Everything on everything, or whole services on everything. */
export function* administratorFindings(graph: Graph, agents: boolean): Generator<FindingDraft> {
  yield* riskFindings(graph, {
    agents,
    risk: 'admin',
    severity: (_, holders) => (agents ? 'critical' : machine(holders)),
    says: () => 'can do everything in the account',
    fix: () =>
      'Replace the policy by one made from what it really uses (`aws iam generate-service-last-accessed-details`, or IAM Access Analyzer policy generation from CloudTrail), and cap it with a permissions boundary.',
  });
  yield* riskFindings(graph, {
    agents,
    risk: 'service-wildcard',
    severity: (risk) =>
      agents ? 'high' : risk.actions.some((action) => STRONG.test(action)) ? 'high' : 'medium',
    says: (_, actions) => `may use whole services on every resource: ${actions}`,
    fix: (risk) =>
      `Name the actions and resources it uses, for instance ${narrowed({ ...risk, actions: risk.actions.map((action) => action.replace('*', 'ACTION')) }, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME')}.`,
  });
}

/** Services with which everything else can be had. */
const STRONG = /^(iam|sts|organizations|kms|secretsmanager|s3|ec2|lambda|ssm|cloudformation|sso):/;

/** People have administrators; a machine that is one is a standing risk, and so is a policy for anyone. */
function machine(holders: readonly Holder[]): Severity {
  return holders.some((one) => one.kind === 'identity' && one.human === false) ? 'critical' : 'high';
}
