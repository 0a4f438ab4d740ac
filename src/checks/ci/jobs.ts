import { type Graph, type NodeOf, nodesOf } from '../../inventory/graph.ts';
import type { JobFacts, StepFacts, TriggerFacts } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';

/** A CI job with what its surroundings decide. */
export interface CiJob {
  node: NodeOf<'workload'>;
  job: JobFacts;
  /** Jobs of the same tree that call this one's workflow. */
  callers: CiJob[];
  /** Jobs of the same workflow, itself among them. */
  siblings: CiJob[];
  /** Every job of the tree. */
  all: CiJob[];
  /** Events that can start it, those of its callers included. */
  triggers: TriggerFacts[];
}

const known = new WeakMap<Graph, CiJob[]>();

/** Every CI job of the graph, sorted by id; made once per graph. */
export function ciJobs(graph: Graph): CiJob[] {
  const made = known.get(graph);
  if (made) return made;
  const jobs = nodesOf(graph, 'workload').flatMap((node): CiJob[] =>
    node.job && !isOff(node.job)
      ? [{ node, job: node.job, callers: [], siblings: [], all: [], triggers: node.job.triggers }]
      : [],
  );
  link(jobs);
  known.set(graph, jobs);
  return jobs;
}

/** `if: false`, as jobs are put to rest. */
const isOff = (job: JobFacts): boolean => /^\s*(?:\$\{\{\s*)?false\s*(?:\}\}\s*)?$/.test(job.if?.text ?? '');

/** Jobs of one platform. */
export const jobsOn = (graph: Graph, platform: string) =>
  ciJobs(graph).filter(({ job }) => job.platform === platform);

function link(jobs: CiJob[]): void {
  for (const caller of jobs) {
    const { uses, workflow } = caller.job;
    if (!uses?.startsWith('./.github/workflows/')) continue;
    const root = workflow.slice(0, workflow.lastIndexOf('.github/'));
    const called = `${root}${uses.slice(2).split('@')[0]}`;
    for (const callee of jobs) if (callee.job.workflow === called) callee.callers.push(caller);
  }
  for (const group of byWorkflow(jobs))
    for (const job of group) Object.assign(job, { siblings: group, all: jobs });
  for (const job of jobs) job.triggers = effectiveTriggers(job, new Set());
}

function effectiveTriggers(job: CiJob, seen: Set<CiJob>): TriggerFacts[] {
  if (seen.has(job)) return [];
  seen.add(job);
  const own = job.job.triggers.filter(({ event }) => event !== 'workflow_call' || job.callers.length === 0);
  return [...own, ...job.callers.flatMap((caller) => effectiveTriggers(caller, seen))];
}

/** Steps that stand in the job's own file; those of composite actions are left out. */
export const ownSteps = (job: JobFacts): StepFacts[] => job.steps.filter((step) => !step.inside);

/** First job of each workflow file with all jobs of that file. */
export function byWorkflow(jobs: CiJob[]): CiJob[][] {
  return [...groupBy(jobs, ({ job }) => job.workflow).values()];
}
