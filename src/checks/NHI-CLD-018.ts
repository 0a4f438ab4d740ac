import type { Check } from './check.ts';
import { narrowed, riskFindings } from './cloud/risks.ts';

export const check: Check = {
  id: 'NHI-CLD-018',
  *run(graph) {
    yield* riskFindings(graph, {
      risk: 'infrastructure-modification',
      severity: (risk) => (risk.count >= 10 ? 'medium' : 'low'),
      says: (risk, actions) =>
        `can change resources of ${services(risk.actions)} without being confined to its own: ${actions}`,
      fix: (risk) => `Name the resources it owns: ${narrowed(risk, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME')}.`,
    });
  },
};

function services(actions: readonly string[]): string {
  const names = [...new Set(actions.map((action) => action.split(':')[0]!))];
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and more` : names.join(', ');
}
