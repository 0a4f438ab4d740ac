import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type AgentStep, agentSteps, input } from './ci/agents.ts';
import { ciJobs } from './ci/jobs.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-023',
  *run(graph) {
    for (const ci of ciJobs(graph)) for (const at of agentSteps(ci)) yield* staticModelKey(at);
  },
};

/** Model access with a stored key although the input for federation exists; low, and a check of its own so that it can be left out. */
function* staticModelKey(at: AgentStep): Generator<FindingDraft> {
  const key = input(at, at.agent.model);
  if (!at.agent.federation?.length || !key?.value.includes('secrets.')) return;
  if (input(at, at.agent.federation)) return;
  yield {
    rule: 'agent-model-key-static',
    severity: 'low',
    confidence: 'medium',
    message: `${at.agent.name} in job \`${at.ci.job.jobId}\` pays with a stored model key (\`${key.name}\`), where the action can federate.`,
    fix: `Use one of ${listed(at.agent.federation)} with \`id-token: write\` and delete the key.`,
    entities: [at.id],
    locations: [key.location],
    key: `${at.ci.job.jobId}/${at.step.index}`,
  };
}
