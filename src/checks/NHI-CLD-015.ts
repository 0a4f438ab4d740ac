import type { Check } from './check.ts';
import { narrowed, riskFindings } from './cloud/risks.ts';

export const check: Check = {
  id: 'NHI-CLD-015',
  *run(graph) {
    yield* riskFindings(graph, {
      risk: 'resource-exposure',
      severity: (risk) =>
        risk.count > 20 || risk.actions.some((a) => /^iam:(Put|Attach|Create|Update|Add|Set)/.test(a))
          ? 'high'
          : 'medium',
      says: (_, actions) => `can change who may reach resources, on all of them: ${actions}`,
      fix: (risk) =>
        `Keep the permissions-management actions it needs, on named resources: ${narrowed(risk, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME')}.`,
    });
  },
};
