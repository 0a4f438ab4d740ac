import { groupBy } from '../util/group.ts';
import type { Check } from './check.ts';
import { ciJobs } from './ci/jobs.ts';
import { scopeOf, setting } from './scm/facts.ts';
import { isOfAgent, orphanSecrets } from './scm/orphans.ts';

/** Credentials of agents that are still stored where no agent uses them. */
export const check: Check = {
  id: 'NHI-LIF-008',
  *run(graph) {
    for (const [repository, jobs] of groupBy(ciJobs(graph), ({ node }) =>
      String(setting(node, 'repository')),
    ))
      for (const { secret } of orphanSecrets(graph, repository, jobs).filter((one) =>
        isOfAgent(one.secret.name),
      ))
        yield {
          rule: 'agent-secret-left',
          message: `\`${secret.name}\` of ${scopeOf(secret)} is an agent's credential, and no workflow of the repository runs an agent with it any more.`,
          fix: `Revoke the credential where it was issued, then delete the secret: \`gh secret delete ${secret.name} --repo ${scopeOf(secret)}\`.`,
          entities: [secret.id],
          locations: secret.locations,
          key: secret.id,
        };
  },
};
