import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { runs } from './ci/actions.ts';
import { exposures } from './ci/exposure.ts';
import { byWorkflow, type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { writeScopes } from './ci/permissions.ts';
import { isCode } from './ci/scripts.ts';
import { heldBy } from './ci/secrets.ts';
import { taintOf } from './ci/taint.ts';

export const check: Check = {
  id: 'NHI-CI-025',
  *run(graph) {
    for (const jobs of byWorkflow(jobsOn(graph, 'github'))) {
      for (const ci of jobs) {
        yield* persisted(ci);
        yield* outsideEnvironment(ci);
        yield* ownRunner(ci);
        yield* pastedInputs(ci);
        yield* oneJobWrite(ci);
      }
      yield* riskyTrigger(jobs);
    }
    for (const ci of jobsOn(graph, 'github-action')) yield* pastedInputs(ci);
  },
};

/** The token stays in the checkout although nothing is known to need it there. */
function* persisted(ci: CiJob): Generator<FindingDraft> {
  for (const step of ownSteps(ci.job)) {
    if (!runs(step, 'actions/checkout') || step.with['persist-credentials']?.value === 'false') continue;
    yield {
      rule: 'gha-persist-credentials',
      severity: 'low',
      confidence: 'low',
      message: `Checkout in job \`${ci.job.jobId}\` leaves its token in the working tree for every later step.`,
      fix: 'Set `persist-credentials: false`.',
      entities: [ci.node.id],
      locations: [step.usesLocation ?? step.location],
      key: `${ci.job.jobId}/${step.index}`,
    };
  }
}

/** A stored secret that every workflow on every branch can read. */
function* outsideEnvironment(ci: CiJob): Generator<FindingDraft> {
  if (ci.job.environment || ci.job.uses) return;
  const said = new Set<string>();
  for (const { use, step } of heldBy(ci)) {
    if (step?.inside || said.has(use.name)) continue;
    said.add(use.name);
    yield {
      rule: 'gha-secret-outside-environment',
      severity: 'info',
      confidence: 'medium',
      message: `Job \`${ci.job.jobId}\` reads \`secrets.${use.name}\` without \`environment:\`, so no review or branch rule guards it.`,
      fix: 'Move the secret to an environment and name that environment on the job.',
      entities: [ci.node.id],
      locations: [use.location],
      key: `${ci.job.jobId} ${use.name}`,
    };
  }
}

function* ownRunner(ci: CiJob): Generator<FindingDraft> {
  if (!ci.job.runsOn.includes('self-hosted')) return;
  yield {
    rule: 'gha-self-hosted-runner',
    severity: 'info',
    confidence: 'medium',
    message: `Job \`${ci.job.jobId}\` runs on a self-hosted runner, which may keep files and credentials from one job to the next.`,
    fix: 'Use ephemeral runners.',
    entities: [ci.node.id],
    locations: [ci.job.runsOnLocation ?? ci.job.location],
    key: ci.job.jobId,
  };
}

/** A write scope of the workflow that only this job gets: the same today, wider with the next job. */
function* oneJobWrite(ci: CiJob): Generator<FindingDraft> {
  const { permissions } = ci.job;
  const alone = ci.siblings.filter(({ job }) => job.permissions.source === 'workflow').length === 1;
  const scopes = permissions.source === 'workflow' && alone ? (writeScopes(permissions) ?? []) : [];
  const [first] = scopes;
  if (!first || first === '*') return;
  yield {
    rule: 'gha-permissions-workflow-level-single',
    severity: 'info',
    confidence: 'medium',
    message: `\`${first}: write\` stands at workflow level and not on job \`${ci.job.jobId}\`, the only one that gets it.`,
    fix: 'Move it to the job.',
    entities: [ci.node.id],
    locations: scopes.map((scope) => permissions.at?.[scope] ?? permissions.location!),
    key: ci.job.jobId,
  };
}

/** Text of an insider, an input or a branch name, pasted into a script. */
function* pastedInputs(ci: CiJob): Generator<FindingDraft> {
  for (const step of ownSteps(ci.job)) {
    const said = new Set<string>();
    for (const use of step.expressions) {
      const taint = isCode(step, use.binding) ? taintOf(ci, step, use) : undefined;
      if (taint?.from !== 'insider' || said.has(taint.source)) continue;
      said.add(taint.source);
      yield {
        rule: 'gha-template-injection-input',
        severity: 'info',
        confidence: 'medium',
        message: `\`${taint.source}\` is pasted into a script of job \`${ci.job.jobId}\`; whoever may choose that value runs commands there.`,
        fix: 'Bind the value to `env:` of the step and use the variable, quoted.',
        entities: [ci.node.id],
        locations: [taint.use.location],
        key: `${ci.job.jobId}/${step.name ?? step.index} ${taint.source}`,
      };
    }
  }
}

/** Events that give strangers' data to a run with the base repository's credentials. */
function* riskyTrigger(jobs: CiJob[]): Generator<FindingDraft> {
  for (const event of ['pull_request_target', 'workflow_run']) {
    const trigger = jobs[0]!.job.triggers.find((one) => one.event === event);
    if (!trigger || !jobs.some((ci) => exposures(ci).some((exposure) => exposure.trigger.event === event)))
      continue;
    yield {
      rule: 'gha-dangerous-trigger',
      severity: 'low',
      confidence: 'medium',
      message: `\`${event}\` runs with the base repository's token and secrets on what a stranger did.`,
      fix:
        event === 'pull_request_target'
          ? 'Use `pull_request` unless the job must write, and never check out the head here.'
          : "Treat artifacts and names from the triggering run as data; demand `github.event.workflow_run.event == 'push'` where that is enough.",
      entities: jobs.map(({ node }) => node.id),
      locations: [trigger.location],
      key: event,
    };
  }
}
