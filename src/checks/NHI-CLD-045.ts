import { azurePrincipals } from './azure/principals.ts';
import type { Check } from './check.ts';
import { daysSince } from './identity/age.ts';

export const check: Check = {
  id: 'NHI-CLD-045',
  *run(graph) {
    for (const principal of azurePrincipals(graph)) {
      const known = principal.settings?.['signInKnown'];
      const days = daysSince(principal.lastUsed, graph.now);
      if (!known || (days !== undefined && days <= 90)) continue;
      yield {
        message:
          days === undefined
            ? `\`${principal.name}\` never signed in.`
            : `\`${principal.name}\` last signed in ${days} days ago.`,
        entities: [principal.id],
        locations: [known.location],
        key: principal.id,
      };
    }
  },
};
