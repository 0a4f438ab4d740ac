import type { JobFacts, StepFacts, TriggerFacts } from '../../model/index.ts';
import { both, type Guard, guardsOf, type Outcome } from './guards.ts';
import type { CiJob } from './jobs.ts';

/** Events that people without write access can cause and that run with the base repository's secrets. */
const STRANGERS = new Set([
  'issues',
  'issue_comment',
  'discussion',
  'discussion_comment',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
  'workflow_run',
  'fork',
  'watch',
  'gollum',
  'merge_request',
]);
/** Activity types that only people with at least triage access can cause. */
const INSIDERS_ONLY = new Set([
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'milestoned',
  'pinned',
  'transferred',
]);
/** Guards a stranger cannot pass by himself. */
const STRONG = new Set<Guard>(['association', 'actor', 'same-repository']);

/** How a job or step can be reached from outside the project. */
export interface Exposure {
  trigger: TriggerFacts;
  guards: Guard[];
  /** `open`: nothing stands in the way; `partly`: a label, bot or earlier decision does; `gated`: a check of who it is. */
  gate: 'open' | 'partly' | 'gated';
}

/** Untrusted events that can start the job (and step), weakest gate first. Empty when there are none. */
export function exposures(ci: CiJob, step?: StepFacts): Exposure[] {
  const order = { open: 0, partly: 1, gated: 2 };
  return ci.triggers
    .filter(
      ({ event, filters }) => STRANGERS.has(event) && !filters?.every((type) => INSIDERS_ONLY.has(type)),
    )
    .filter((trigger) => trigger.event !== 'workflow_run' || afterStrangers(ci, trigger))
    .flatMap((trigger): Exposure[] => {
      const outcome = both(
        jobOutcome(ci, trigger.event, new Set()),
        step?.if ? guardsOf(step.if, trigger.event) : new Set(),
      );
      if (outcome === 'never') return [];
      // A branch name narrows a `workflow_run` only as far as nobody's fork has a branch of that name.
      const narrowed = trigger.event === 'workflow_run' && trigger.refs;
      // A member of the project starts the pipeline of a fork's merge request, with the project's variables
      // (https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/#use-with-forked-projects).
      const decided = trigger.event === 'merge_request' || narrowed;
      const guard: Guard = narrowed ? 'branch' : 'decision';
      const guards = [...new Set<Guard>([...outcome, ...(decided ? [guard] : [])])].sort();
      const gate = guards.some((guard) => STRONG.has(guard))
        ? 'gated'
        : guards.length > 0
          ? 'partly'
          : 'open';
      return [{ trigger, guards, gate }];
    })
    .sort((a, b) => order[a.gate] - order[b.gate]);
}

/** A workflow this one waits for runs for pull requests or other events of strangers, or is not in the tree. */
function afterStrangers(ci: CiJob, { workflows }: TriggerFacts): boolean {
  const before = ci.all.filter(({ job }) => workflows?.includes(job.workflowName ?? job.workflow));
  if (before.length === 0) return true;
  return before.some(({ job }) =>
    job.triggers.some(({ event }) => event === 'pull_request' || STRANGERS.has(event)),
  );
}

/** Guards of the job, of the jobs it waits for (a skipped one skips it too), and of its callers. */
function jobOutcome(ci: CiJob, event: string, seen: Set<string>): Outcome {
  if (seen.has(ci.node.id)) return new Set();
  seen.add(ci.node.id);
  const condition = ci.job.if?.text ?? '';
  const own = condition ? guardsOf(condition, event) : new Set<Guard>();
  const regardless = /\b(?:always|failure|cancelled)\s*\(/.test(condition);
  const before = regardless ? [] : ci.siblings.filter(({ job }) => ci.job.needs?.includes(job.jobId));
  const needed = before.map((other) => jobOutcome(other, event, seen));
  const calling = ci.callers.filter(({ triggers }) => triggers.some((trigger) => trigger.event === event));
  const called = calling.length === 1 ? [jobOutcome(calling[0]!, event, seen)] : [];
  return [...needed, ...called].reduce(both, own);
}

/** The events a job's workflow reacts to, in words. */
export const eventNames = (job: JobFacts): string => job.triggers.map(({ event }) => event).join(', ');
