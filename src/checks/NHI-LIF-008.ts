import type { Check } from './check.ts';
import { scopeOf } from './scm/facts.ts';
import { unusedSecrets } from './scm/unused.ts';

/** Credentials of agents that are still stored where no agent uses them. */
export const check: Check = {
  id: 'NHI-LIF-008',
  *run(graph) {
    for (const { secret, ofAgent } of unusedSecrets(graph))
      if (ofAgent)
        yield {
          rule: 'agent-secret-left',
          message: `\`${secret.name}\` of ${scopeOf(secret)} is an agent's credential, and no agent of the repository uses it any more.`,
          fix: `Revoke the credential where it was issued, then delete the secret: \`gh secret delete ${secret.name} --repo ${scopeOf(secret)}\`.`,
          entities: [secret.id],
          locations: secret.locations,
          key: secret.id,
        };
  },
};
