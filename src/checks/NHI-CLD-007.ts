import type { Check } from './check.ts';
import { narrowed, riskFindings } from './cloud/risks.ts';

export const check: Check = {
  id: 'NHI-CLD-007',
  *run(graph) {
    yield* riskFindings(graph, {
      agents: true,
      risk: 'impersonation',
      says: (_, actions) => `, used by an agent, can act as others or take their credentials: ${actions}`,
      fix: (risk) =>
        risk.actions.includes('bedrock-agentcore:GetWorkloadAccessTokenForUserId')
          ? "Allow only `bedrock-agentcore:GetWorkloadAccessTokenForJWT`, where the user is proven by a token instead of named by the caller, on the agent's own workload identity."
          : `Name what it may take: ${narrowed(risk, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME-OF-ITS-OWN')}. Leave issuing credentials for others to the orchestrator.`,
    });
  },
};
