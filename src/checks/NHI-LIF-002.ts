import type { Check } from './check.ts';
import { scopeOf } from './scm/facts.ts';
import { unusedSecrets } from './scm/unused.ts';

/** Secrets that nothing names. What a platform says of last use is judged where the platform is (NHI-CLD-019, NHI-CI-030 …). */
export const check: Check = {
  id: 'NHI-LIF-002',
  *run(graph) {
    for (const { secret, ofAgent } of unusedSecrets(graph))
      if (!ofAgent)
        yield {
          rule: 'secret-unreferenced',
          message: `No workflow of ${scopeOf(secret)} names its secret \`${secret.name}\`: it is kept, and whoever may change a workflow can still take it.`,
          entities: [secret.id],
          locations: secret.locations,
          key: secret.id,
        };
  },
};
