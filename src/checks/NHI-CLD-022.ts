import type { Check } from './check.ts';
import { json } from './cloud/holders.ts';
import { riskFindings } from './cloud/risks.ts';

export const check: Check = {
  id: 'NHI-CLD-022',
  *run(graph) {
    yield* riskFindings(graph, {
      risk: 'unbounded-identity-creation',
      says: (_, actions) =>
        `can make identities and give them any rights, with no permissions boundary on either: ${actions}`,
      fix: (risk) =>
        `Demand a boundary on all it makes: ${json({
          Effect: 'Allow',
          Action: risk.actions,
          Resource: 'arn:aws:iam::ACCOUNT:role/apps/*',
          Condition: {
            StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::ACCOUNT:policy/apps-boundary' },
          },
        })}`,
    });
  },
};
