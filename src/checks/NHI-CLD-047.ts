import { azurePrincipals, grantsOf } from './azure/principals.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-047',
  *run(graph) {
    for (const principal of azurePrincipals(graph)) {
      for (const { grant, edge } of grantsOf(graph, principal.id)) {
        if (!grant.powers?.includes('consent-write')) continue;
        const writes = grant.actions.filter((scope) =>
          /ReadWrite|FullControl|full_access|\.Send|Write\.|AccessAsUser|user_impersonation|\.Manage/i.test(
            scope,
          ),
        );
        yield {
          message: `\`${principal.name}\` has tenant-wide consent to act for every user with ${writes
            .slice(0, 4)
            .map((scope) => `\`${scope}\``)
            .join(', ')}.`,
          entities: [principal.id, grant.id],
          route: [principal.id, grant.id],
          locations: [...edge.locations, ...grant.locations],
          key: grant.id,
        };
      }
    }
  },
};
