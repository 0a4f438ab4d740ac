import type { Check } from './check.ts';
import { daysSince, scopeOf, setting, storedSecrets } from './scm/facts.ts';

/** Days after which a stored secret is old, and after which nobody can say who still has it. */
const [OLD, VERY_OLD] = [90, 365];

export const check: Check = {
  id: 'NHI-CI-008',
  *run(graph) {
    for (const secret of storedSecrets(graph)) {
      const days = daysSince(graph, secret.lifetime.since);
      if (days === undefined || days <= OLD) continue;
      yield {
        rule: 'gh-secret-stale',
        severity: days > VERY_OLD ? 'high' : 'medium',
        message: `Secret \`${secret.name}\` of ${scopeOf(secret)} (${setting(secret, 'level')}, ${setting(secret, 'store')}) was last set ${days} days ago.`,
        entities: [secret.id],
        locations: secret.locations,
        key: secret.id,
      };
    }
  },
};
