import type { Check } from './check.ts';
import { narrowed, riskFindings } from './cloud/risks.ts';

/** Stored secrets: one read is enough to go on somewhere else. */
const SECRETS = /^(secretsmanager|ssm):/;

export const check: Check = {
  id: 'NHI-CLD-016',
  *run(graph) {
    yield* riskFindings(graph, {
      risk: 'data-exfiltration',
      severity: (risk, holders) => {
        const agent = holders.some((one) => one.kind === 'identity' && one.agentBound !== undefined);
        return agent && risk.actions.some((action) => SECRETS.test(action)) ? 'high' : 'medium';
      },
      says: (_, actions) => `can read stored data anywhere in the account: ${actions}`,
      fix: (risk) => `Name the data it works on: ${narrowed(risk, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME')}.`,
    });
  },
};
