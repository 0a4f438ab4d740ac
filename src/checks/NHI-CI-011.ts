import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { appTokenAction } from './ci/actions.ts';
import { agentSteps } from './ci/agents.ts';
import { exposures } from './ci/exposure.ts';
import { type CiJob, jobsOn } from './ci/jobs.ts';
import { heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-011',
  *run(graph) {
    for (const ci of jobsOn(graph, 'github')) {
      yield* unscoped(ci);
      yield* keyBesideAgent(ci);
    }
  },
};

/** A token minted with everything the installation may do. */
function* unscoped(ci: CiJob): Generator<FindingDraft> {
  for (const step of ci.job.steps) {
    const app = step.uses ? appTokenAction(step) : undefined;
    if (!app) continue;
    const inputs = Object.keys(step.with);
    const all = !inputs.some((name) => name.startsWith(app.permissions));
    const wide =
      app.owner !== undefined &&
      inputs.includes(app.owner) &&
      !app.repositories.some((name) => inputs.includes(name));
    const kept = app.keep !== undefined && step.with[app.keep]?.value === 'true';
    const missing = [
      ...(all ? ['no permission is named, so it may do everything the App may'] : []),
      ...(wide
        ? ['`owner` is set without `repositories`, so it opens every repository of the installation']
        : []),
      ...(kept ? ['it is not revoked at the end of the job'] : []),
    ];
    if (missing.length === 0) continue;
    const agent = agentSteps(ci).length > 0;
    yield {
      rule: 'gha-app-token-unscoped',
      severity: wide || agent ? 'high' : all ? 'medium' : 'low',
      message: `The App token minted in job \`${ci.job.jobId}\` is not narrowed: ${missing.join('; ')}${agent ? '. An agent runs in the same job' : ''}.`,
      fix: [
        ...(all ? ['Name what the job needs, for example `permission-contents: read`.'] : []),
        ...(wide ? ['List the targets in `repositories:`.'] : []),
        ...(kept ? ['Remove `skip-token-revoke`.'] : []),
      ].join(' '),
      entities: [ci.node.id],
      locations: [step.usesLocation ?? step.location],
      key: `${ci.job.jobId}/${step.index}`,
    };
  }
}

/** The App's private key in a job that also runs an agent: not one token, but every token the App can ever mint. */
function* keyBesideAgent(ci: CiJob): Generator<FindingDraft> {
  const agents = agentSteps(ci);
  const keys = heldBy(ci).filter(({ use }) => use.class?.kind === 'app-key');
  const [agent] = agents;
  const [key] = keys;
  if (!agent || !key) return;
  const open = exposures(ci, agent.step)[0]?.gate;
  const direct = keys.some(({ step }) => !step || step.index === agent.step.index);
  yield {
    rule: 'gha-app-key-in-agent-job',
    severity: direct || open === 'open' ? 'critical' : 'high',
    confidence: direct ? 'high' : 'medium',
    message: `Job \`${ci.job.jobId}\` runs ${listed(agents.map((one) => one.agent.name))} on the runner that also gets the App private key \`secrets.${key.use.name}\`: whoever misleads the agent can mint tokens for every installation of the App.`,
    fix: 'Mint the token in a job of its own and hand the agent’s job a narrowed token, or let the agent use GITHUB_TOKEN.',
    entities: [agent.id, ci.node.id],
    route: [agent.id, ci.node.id],
    locations: [key.use.location, agent.step.usesLocation ?? agent.step.location],
    key: ci.job.jobId,
  };
}
