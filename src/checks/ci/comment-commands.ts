import type { FindingDraft, StepFacts } from '../../model/index.ts';
import { agentSteps } from './agents.ts';
import { exposures } from './exposure.ts';
import { type CiJob, ownSteps } from './jobs.ts';
import { type Held, heldBy } from './secrets.ts';
import { listed } from './text.ts';

const COMMENTS = new Set(['issue_comment', 'pull_request_review_comment', 'discussion_comment']);
const STRONG = new Set([
  'cloud',
  'deploy',
  'package',
  'registry',
  'ssh',
  'vault',
  'signing',
  'app-key',
  'scm',
]);

/** Steps that look at who wrote: actions for it, the permission call of the API, the association passed to a script. */
const ASKS =
  /permission|github\/command|check-?(?:user|actor|member|team)|slash-command|comment-(?:trigger|progress)|author_association|getCollaborator|getMembership|checkCollaborator|collaborators\/|memberships?\//i;

/** A comment starts the job, whoever wrote it, and the job has a credential that changes things. */
export function* commentCommand(ci: CiJob): Generator<FindingDraft> {
  const exposure = exposures(ci).find(({ trigger, gate }) => COMMENTS.has(trigger.event) && gate === 'open');
  // What an earlier job decided may well be who it was.
  if (!exposure || agentSteps(ci).length > 0 || ci.job.if?.text.includes('needs.')) return;
  const [held] = openly(ci);
  if (!held) return;
  yield {
    rule: 'gha-comment-command-open',
    severity: 'high',
    confidence: 'medium',
    message: `Anybody who can write a comment starts job \`${ci.job.jobId}\` (\`${exposure.trigger.event}\`), which uses ${listed(openly(ci).map(({ use }) => `secrets.${use.name}`))}; no condition or step looks at who it was.`,
    fix: 'Demand it in the condition of the job: `contains(fromJSON(\'["OWNER","MEMBER","COLLABORATOR"]\'), github.event.comment.author_association)`.',
    entities: [ci.node.id],
    locations: [exposure.trigger.location, held.use.location],
    key: ci.job.jobId,
  };
}

/** Strong credentials of steps before which nothing asks who wrote. */
function openly(ci: CiJob): Held[] {
  const asking = ownSteps(ci.job).find((step) => ASKS.test(textOf(step)));
  return heldBy(ci).filter(
    ({ use, step }) =>
      STRONG.has(use.class?.kind ?? '') &&
      (asking === undefined || (step !== undefined && step.index < asking.index)),
  );
}

const textOf = (step: StepFacts): string =>
  [
    step.uses,
    step.run,
    step.if,
    step.with['script']?.value,
    ...Object.values(step.env).map(({ value }) => value),
  ].join(' ');
