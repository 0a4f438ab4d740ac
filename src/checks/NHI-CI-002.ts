import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { short } from './cloud/holders.ts';
import { oidcFlaws } from './cloud/oidc.ts';
import { jobsInReach } from './cloud/oidc-jobs.ts';

export const check: Check = {
  id: 'NHI-CI-002',
  *run(graph) {
    for (const role of nodesOf(graph, 'identity')) {
      yield* jobsInReach(graph, role);
      for (const admission of role.admits ?? []) {
        if (admission.kind !== 'oidc') continue;
        for (const flaw of oidcFlaws(role, admission))
          yield {
            rule: flaw.rule,
            severity: flaw.severity,
            message: `Role \`${short(role.name)}\` ${flaw.says}.`,
            fix: flaw.fix,
            entities: [role.id],
            route: [role.id],
            locations: [admission.statement.location, ...role.locations.slice(0, 1)],
            key: `${role.id}|${admission.principal}|${flaw.rule}`,
          };
      }
    }
  },
};
