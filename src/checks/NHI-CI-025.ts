import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { runs } from './ci/actions.ts';
import { computedEnvironment } from './ci/environment-file.ts';
import { exposures } from './ci/exposure.ts';
import { byWorkflow, type CiJob, jobsOn, ownSteps } from './ci/jobs.ts';
import { pastedValues } from './ci/pasted.ts';
import { writeScopes } from './ci/permissions.ts';
import { heldBy } from './ci/secrets.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-025',
  *run(graph) {
    for (const jobs of byWorkflow(jobsOn(graph, 'github'))) {
      for (const ci of jobs) {
        yield* persisted(ci);
        yield* outsideEnvironment(ci);
        yield* ownRunner(ci);
        yield* pastedValues(ci);
        yield* computedEnvironment(ci);
        yield* oneJobWrite(ci);
      }
      yield* riskyTrigger(jobs);
      yield* callersPermissions(jobs);
    }
    for (const ci of jobsOn(graph, 'github-action')) {
      yield* persisted(ci);
      yield* pastedValues(ci);
      yield* computedEnvironment(ci);
    }
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
  if (!ci.job.runsOn.some((label) => /\bself-hosted\b/.test(label))) return;
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

/** Events that give strangers' data to a run with the base repository's credentials. */
function* riskyTrigger(jobs: CiJob[]): Generator<FindingDraft> {
  for (const [event, fix] of Object.entries(RISKY_EVENTS)) {
    const trigger = jobs[0]!.job.triggers.find((one) => one.event === event);
    if (!trigger) continue;
    const reached = jobs.some((ci) => exposures(ci).some((exposure) => exposure.trigger.event === event));
    yield {
      rule: 'gha-dangerous-trigger',
      severity: reached ? 'low' : 'info',
      confidence: reached ? 'medium' : 'low',
      message: `\`${event}\` runs with the base repository's token and secrets on what a stranger did.`,
      fix,
      entities: jobs.map(({ node }) => node.id),
      locations: [trigger.location],
      key: event,
    };
  }
}

const RISKY_EVENTS: Record<string, string> = {
  pull_request_target: 'Use `pull_request` unless the job must write, and never check out the head here.',
  workflow_run:
    "Treat artifacts and names from the triggering run as data; demand `github.event.workflow_run.event == 'push'` where that is enough.",
  issue_comment:
    'Check `github.event.comment.author_association` in the condition of every job, and treat the text as data.',
};

/** A workflow that others call and that leaves its permissions to them. */
function* callersPermissions(jobs: CiJob[]): Generator<FindingDraft> {
  const open = jobs.filter(({ job }) => job.permissions.source === 'default');
  const [first] = open;
  if (!first?.job.triggers.every(({ event }) => event === 'workflow_call')) return;
  yield {
    rule: 'gha-permissions-caller',
    severity: 'info',
    confidence: 'medium',
    message: `No \`permissions:\` for ${listed(open.map(({ job }) => job.jobId))}: the called workflow gets whatever its caller has.`,
    fix: 'Name in the called workflow what its jobs need; the caller cannot give more than it has, and need not give all.',
    entities: open.map(({ node }) => node.id),
    locations: open.map(({ job }) => job.location),
    key: 'workflow_call',
  };
}
