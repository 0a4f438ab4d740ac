import { nodesOf, sources } from '../inventory/graph.ts';
import type { Severity } from '../model/index.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-043',
  *run(graph) {
    for (const credential of nodesOf(graph, 'control')) {
      if (credential.mechanism !== 'entra-federated-credential') continue;
      const { subject, claimsMatchingExpression, issuer } = credential.settings ?? {};
      const fault = faultOf(
        subject && String(subject.value),
        claimsMatchingExpression && String(claimsMatchingExpression.value),
        String(issuer?.value ?? ''),
      );
      if (!fault) continue;
      const owner = sources(graph, credential.id, 'governed-by', 'identity')[0];
      const strong = owner?.privilege === 'admin' || owner?.privilege === 'privileged';
      yield {
        rule: fault.rule,
        severity: strong && fault.severity === 'medium' ? 'high' : fault.severity,
        message: `Federated credential \`${credential.name}\`${owner ? ` of \`${owner.name}\`` : ''} ${fault.says}.`,
        fix: 'Name one subject: `repo:<owner>/<name>:environment:<environment>` or `:ref:refs/heads/<branch>`, or one Kubernetes service account.',
        entities: [...(owner ? [owner.id] : []), credential.id],
        locations: [
          ...[claimsMatchingExpression ?? subject].flatMap((setting) => setting?.location ?? []),
          ...credential.locations,
        ],
        key: credential.id,
      };
    }
  },
};

/** An exact branch, tag or environment is fine; so is one Kubernetes account. */
function faultOf(
  subject: string | undefined,
  expression: string | undefined,
  issuer: string,
): { rule: string; severity: Severity; says: string } | undefined {
  const text = expression ?? subject ?? '';
  const github = /token\.actions\.githubusercontent\.com/.test(issuer) || text.includes('repo:');
  if (expression && /\bmatches\b/.test(expression)) {
    const pattern = /matches\s+'([^']*)'/.exec(expression)?.[1] ?? '';
    const owner = /^repo:([^/*]+)\/([^:]*)/.exec(pattern);
    if (!owner || owner[2]!.includes('*'))
      return {
        rule: 'azure-federation-pattern',
        severity: 'high',
        says: `accepts a pattern that spans repositories (\`${pattern || expression}\`)`,
      };
    return {
      rule: 'azure-federation-pattern',
      severity: /\*$/.test(pattern) && !/environment:/.test(pattern) ? 'high' : 'medium',
      says: `accepts every subject that matches \`${pattern}\``,
    };
  }
  if (/^repo:[^/]*\*|^repo:[^/]+\/\*|^repo:[^/:]+$|^\*/.test(text))
    return {
      rule: 'azure-federation-wide',
      severity: 'high',
      says: `names a whole organisation (\`${text}\`)`,
    };
  if (github && /:pull_request$/.test(text))
    return {
      rule: 'azure-federation-pull-request',
      severity: 'medium',
      says: 'lets every pull request of the repository in, also before review',
    };
  if (/system:serviceaccount:(?:\*|[^:]*:\*)/.test(text))
    return {
      rule: 'azure-federation-wide',
      severity: 'high',
      says: `names every service account (\`${text}\`)`,
    };
  return github && /^repo:[^:]+$/.test(text)
    ? {
        rule: 'azure-federation-wide',
        severity: 'medium',
        says: 'names a repository without branch or environment, which no token matches',
      }
    : undefined;
}
