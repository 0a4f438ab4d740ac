import type { Check } from './check.ts';
import { narrowed, riskFindings } from './cloud/risks.ts';

/** Every image puller or node has them, they cannot be confined, and what they give reaches only what other rights allow. */
const HARMLESS = new Set([
  'ecr:GetAuthorizationToken',
  'codeartifact:GetAuthorizationToken',
  'sts:GetSessionToken',
  'eks-auth:AssumeRoleForPodIdentity',
]);

export const check: Check = {
  id: 'NHI-CLD-017',
  *run(graph) {
    yield* riskFindings(graph, {
      risk: 'credential-exposure',
      severity: (risk) =>
        risk.actions.every((action) => HARMLESS.has(action))
          ? 'info'
          : risk.actions.every((action) => HARMLESS.has(action) || action === 'sts:AssumeRole')
            ? 'low'
            : 'medium',
      says: (_, actions) => `can obtain credentials of others: ${actions}`,
      fix: (risk) =>
        `Drop the actions it does not call, and name resources for the rest: ${narrowed(risk, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME')}.`,
    });
  },
};
