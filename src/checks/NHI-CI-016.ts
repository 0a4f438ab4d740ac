import type { FindingDraft, StepFacts } from '../model/index.ts';
import type { Check } from './check.ts';
import { isThirdParty, pinning } from './ci/actions.ts';
import { agentSteps, isJobToken } from './ci/agents.ts';
import { byWorkflow, type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { isCredential } from './ci/secrets.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-016',
  *run(graph) {
    for (const jobs of byWorkflow(jobsOn(graph, 'github'))) {
      const seen = new Set<string>();
      for (const ci of jobs) {
        for (const step of ownSteps(ci.job)) yield* unpinned(ci, step, seen);
        yield* calledWorkflow(ci);
        yield* agents(ci);
      }
    }
  },
};

/** A third-party action on a tag or branch that is handed a credential: whoever moves the tag has it. */
function* unpinned(ci: CiJob, step: StepFacts, seen: Set<string>): Generator<FindingDraft> {
  if (!step.uses || step.agent || !isThirdParty(step.uses) || pinning(step.uses) !== 'mutable') return;
  const given = step.secrets.filter((use) => use.binding.via === 'with' || use.binding.via === 'env');
  const stored = given.filter(isCredential);
  const writes = given.some(isJobToken) && Object.values(ci.job.permissions.scopes).includes('write');
  const names = stored.map(({ name }) => `secrets.${name}`);
  if (stored.length === 0 && !writes) return;
  const key = `${step.uses} ${names.join()}`;
  if (seen.has(key)) return;
  seen.add(key);
  const vendor = step.uses.split('/')[0]!.toLowerCase();
  const own =
    stored.every((use) => use.class?.provider !== undefined && vendor.includes(use.class.provider)) &&
    stored.length > 0;
  yield {
    rule: 'gha-secret-to-unpinned-action',
    severity:
      stored.length === 0 || own
        ? 'low'
        : stored.every((use) => use.class?.kind === 'other')
          ? 'low'
          : 'medium',
    confidence: 'high',
    message: `\`${step.uses}\` is a name that can be moved to other code, and job \`${ci.job.jobId}\` hands it ${stored.length > 0 ? listed(names) : 'a GITHUB_TOKEN that may write'}.`,
    fix: `Pin it to a commit: \`${step.uses.split('@')[0]}@<40-character SHA> # ${step.uses.split('@')[1] ?? 'version'}\`.`,
    entities: [ci.node.id],
    locations: [step.usesLocation ?? step.location, ...stored.map(({ location }) => location)],
    key,
  };
}

/** The same for a reusable workflow of someone else. */
function* calledWorkflow({ job, node }: CiJob): Generator<FindingDraft> {
  if (!job.uses || job.secretsInherit || !isThirdParty(job.uses) || pinning(job.uses) !== 'mutable') return;
  const given = job.secrets.filter((use) => use.binding.via === 'secrets' && isCredential(use));
  if (given.length === 0) return;
  yield {
    rule: 'gha-secret-to-unpinned-action',
    severity: 'medium',
    confidence: 'high',
    message: `The called workflow \`${job.uses}\` is a name that can be moved to other code, and job \`${job.jobId}\` hands it ${listed(given.map(({ name }) => `secrets.${name}`))}.`,
    fix: 'Pin the called workflow to a commit SHA.',
    entities: [node.id],
    locations: [job.usesLocation ?? job.location],
    key: `${job.jobId} ${job.uses}`,
  };
}

/** The agent's own code is not fixed: an action on a branch or tag, a CLI of the newest version, plugins from a moving source. */
function* agents(ci: CiJob): Generator<FindingDraft> {
  for (const at of agentSteps(ci)) {
    const { step, agent } = at;
    if (step.inside) continue;
    const branch = step.uses && /@(?:main|master|beta|latest|dev|develop|preview)$/.test(step.uses);
    const plugins = step.with['plugin_marketplaces'];
    if (step.uses && pinning(step.uses) === 'mutable') {
      yield {
        rule: 'agent-unpinned',
        severity: branch ? 'medium' : 'low',
        message: `${agent.name} in job \`${ci.job.jobId}\` is \`${step.uses}\`, a ${branch ? 'branch' : 'tag'} that can move; its code runs with the job's credentials.`,
        fix: `Pin it to a commit: \`${step.uses.split('@')[0]}@<40-character SHA>\`.`,
        entities: [at.id],
        locations: [step.usesLocation ?? step.location],
        key: `${ci.job.jobId}/${step.index}`,
      };
    }
    if (plugins && !/@[0-9a-f]{40}|#[0-9a-f]{40}/.test(plugins.value)) {
      yield {
        rule: 'agent-unpinned',
        severity: 'medium',
        message: `${agent.name} in job \`${ci.job.jobId}\` installs plugins from \`plugin_marketplaces\` without a fixed commit; a plugin brings hooks and tool servers that run with the job's credentials.`,
        fix: 'Check the plugins in, or fix the marketplace to a commit.',
        entities: [at.id],
        locations: [plugins.location],
        key: `${ci.job.jobId}/${step.index} plugins`,
      };
    }
  }
}
