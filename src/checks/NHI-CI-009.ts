import type { Check } from './check.ts';
import { jobsOn } from './ci/jobs.ts';
import { strongScopes } from './ci/permissions.ts';
import { heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';
import { cloudAgents } from './scm/cloud-agent.ts';

export const check: Check = {
  id: 'NHI-CI-009',
  *run(graph) {
    yield* cloudAgents(graph);
    for (const ci of jobsOn(graph, 'github')) {
      const { job, node } = ci;
      if (job.jobId !== 'copilot-setup-steps' || !/copilot-setup-steps\.ya?ml$/.test(job.workflow)) continue;
      const secrets = heldBy(ci);
      const scopes = strongScopes(job.permissions) ?? [];
      if (secrets.length === 0 && scopes.length === 0) continue;
      const parts = [
        ...(secrets.length > 0 ? [`reads ${listed(secrets.map(({ use }) => `secrets.${use.name}`))}`] : []),
        ...(scopes.length > 0
          ? [`has ${listed(scopes.map((scope) => (scope === '*' ? 'write-all' : `${scope}: write`)))}`]
          : []),
      ];
      yield {
        rule: 'copilot-setup-steps-secrets',
        severity: 'medium',
        message: `The setup job of the Copilot coding agent ${parts.join(' and ')}: what it leaves on the machine is there when the agent works on its own.`,
        fix: 'Give the job `permissions: { contents: read }` and put what the agent itself needs, and only that, into its own agents secrets.',
        entities: [node.id],
        locations: [
          ...secrets.map(({ use }) => use.location),
          ...scopes.map((scope) => job.permissions.at?.[scope] ?? job.permissions.location!),
        ],
        key: 'copilot-setup-steps',
      };
    }
  },
};
