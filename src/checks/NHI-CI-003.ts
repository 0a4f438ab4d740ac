import type { FindingDraft } from '../model/index.ts';
import { groupBy } from '../util/group.ts';
import type { Check } from './check.ts';
import { isThirdParty, mayMint } from './ci/actions.ts';
import { agentSteps } from './ci/agents.ts';
import { exposures } from './ci/exposure.ts';
import { byWorkflow, type CiJob, jobsOn } from './ci/jobs.ts';
import { writeScopes } from './ci/permissions.ts';
import { listed } from './ci/text.ts';

export const check: Check = {
  id: 'NHI-CI-003',
  *run(graph) {
    for (const jobs of byWorkflow(jobsOn(graph, 'github'))) {
      yield* writeAll(jobs);
      yield* absent(jobs);
      yield* workflowLevel(jobs);
      for (const ci of jobs) yield* unusedIdToken(ci);
    }
  },
};

/** `permissions: write-all`, once for the block that says it. */
function* writeAll(jobs: CiJob[]): Generator<FindingDraft> {
  for (const [source, group] of groupBy(jobs, ({ job }) => blockOf(job.permissions))) {
    const [first] = group;
    if (first!.job.permissions.all !== 'write-all') continue;
    yield {
      rule: 'gha-permissions-write-all',
      message: `GITHUB_TOKEN of ${listed(group.map(({ job }) => job.jobId))} may write everything in the repository (\`permissions: write-all\`).`,
      entities: group.map(({ node }) => node.id),
      locations: [first!.job.permissions.location!],
      key: source.startsWith('job') ? first!.job.jobId : 'workflow',
    };
  }
}

const blockOf = ({ source, location }: CiJob['job']['permissions']) =>
  `${source} ${location?.startLine ?? ''}`;

/** No block anywhere: the repository's default decides, and that is write in many repositories made before 2023. */
function* absent(jobs: CiJob[]): Generator<FindingDraft> {
  const open = jobs.filter(({ job }) => job.permissions.source === 'default');
  const own = open.filter(({ job }) => !job.triggers.every(({ event }) => event === 'workflow_call'));
  const [first] = own;
  if (!first) return;
  const foreign = own.some(({ job }) => job.steps.some((step) => step.uses && isThirdParty(step.uses)));
  const agent = own.some((ci) => agentSteps(ci).length > 0);
  const untrusted = own.some((ci) => exposures(ci).some(({ gate }) => gate === 'open'));
  yield {
    rule: 'gha-permissions-absent',
    severity: agent || untrusted ? 'high' : foreign ? 'medium' : 'low',
    confidence: 'medium',
    message: `No \`permissions:\` for ${listed(own.map(({ job }) => job.jobId))}: the repository's default decides what GITHUB_TOKEN may do, which can be write to everything${agent ? ', and an agent runs with it' : ''}.`,
    entities: own.map(({ node }) => node.id),
    locations: own.map(({ job }) => job.location),
    key: 'workflow',
  };
}

/** A write scope of the workflow that every one of its jobs gets. */
function* workflowLevel(jobs: CiJob[]): Generator<FindingDraft> {
  const inheriting = jobs.filter(({ job }) => job.permissions.source === 'workflow');
  const permissions = inheriting[0]?.job.permissions;
  if (!permissions || permissions.all || inheriting.length < 2) return;
  const scopes = writeScopes(permissions) ?? [];
  if (scopes.length === 0) return;
  yield {
    rule: 'gha-permissions-workflow-level-write',
    message: `${listed(scopes.map((scope) => `${scope}: write`))} stands at workflow level, so all of ${listed(inheriting.map(({ job }) => job.jobId))} get it.`,
    fix: `Put \`permissions: { contents: read }\` at the top and ${scopes.map((scope) => `\`${scope}: write\``).join(', ')} on the job that needs it.`,
    entities: inheriting.map(({ node }) => node.id),
    locations: scopes.map((scope) => permissions.at?.[scope] ?? permissions.location!),
    key: 'workflow',
  };
}

/** `id-token: write` in a job in which nothing is known to ask for the token. */
function* unusedIdToken({ job, node }: CiJob): Generator<FindingDraft> {
  if (job.permissions.source !== 'job' || job.permissions.scopes['id-token'] !== 'write' || job.uses) return;
  if (job.steps.length === 0 || job.steps.some(mayMint)) return;
  yield {
    rule: 'gha-id-token-unused',
    severity: 'medium',
    confidence: 'medium',
    message: `Job \`${job.jobId}\` can obtain an OIDC token (\`id-token: write\`), but none of its steps is known to use one.`,
    fix: 'Remove `id-token: write` from this job, or move it to the job that logs in, signs or publishes.',
    entities: [node.id],
    locations: [job.permissions.at?.['id-token'] ?? job.permissions.location!],
    key: job.jobId,
  };
}
