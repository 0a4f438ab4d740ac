import type { ExpressionUse, FindingDraft, StepFacts } from '../../model/index.ts';
import { type CiJob, ownSteps } from './jobs.ts';
import { isCode } from './scripts.ts';
import { sourcesOf, taintOf } from './taint.ts';

/** Values that only a run knows: outputs, variables, the matrix, the event. Which of them can hold a quote, nobody can tell from the file. */
const COMPUTED = /^(?:(?:steps|needs)\.[^.]+\.outputs\b|matrix\.|vars\.|env\.|github\.event(?:\.|$))/;
/** Parts of an event that are numbers, hashes, names of accounts or addresses made by the platform. */
const PLAIN =
  /\.(?:\w*id|number|sha|before|after|login|name|full_name|action|draft|merged|fork|private|state|type|\w*url|default_branch|\w+_at|author_association|conclusion|status|event)$/;

/** Values pasted into scripts whose text an insider chooses, or that nobody can tell before the run. */
export function* pastedValues(ci: CiJob): Generator<FindingDraft> {
  for (const step of ownSteps(ci.job)) {
    const said = new Set<string>();
    for (const use of step.expressions) {
      if (!isCode(step, use.binding)) continue;
      const draft = insiders(ci, step, use) ?? computed(ci, step, use);
      const place = `${use.text} ${use.location.startLine}`;
      if (!draft || said.has(place)) continue;
      said.add(place);
      yield {
        ...draft,
        severity: 'info',
        fix: 'Bind the value to `env:` of the step and use the variable, quoted.',
        entities: [ci.node.id],
        locations: [use.location],
        key: `${ci.job.jobId}/${step.name ?? step.index} ${draft.key} ${said.size}`,
      };
    }
  }
}

type Said = Pick<FindingDraft, 'rule' | 'confidence' | 'message' | 'key'>;

/** Text of an insider: an input, a branch name. */
function insiders(ci: CiJob, step: StepFacts, use: ExpressionUse): Said | undefined {
  const taint = taintOf(ci, step, use);
  if (taint?.from !== 'insider') return undefined;
  return {
    rule: 'gha-template-injection-input',
    confidence: 'medium',
    message: `\`${taint.source}\` is pasted into a script of job \`${ci.job.jobId}\`; whoever may choose that value runs commands there.`,
    key: taint.source,
  };
}

/** A value that is only known when the job runs. */
function computed(ci: CiJob, step: StepFacts, use: ExpressionUse): Said | undefined {
  const source = taintOf(ci, step, use) ? undefined : use.flows.find((path) => isOpen(ci, step, path));
  if (!source) return undefined;
  return {
    rule: 'gha-template-injection-value',
    confidence: 'low',
    message: `\`${source}\` is pasted into a script of job \`${ci.job.jobId}\`: what it holds is known when the job runs, and a quote in it ends the text it stands in.`,
    key: source,
  };
}

function isOpen(ci: CiJob, step: StepFacts, path: string): boolean {
  if (!COMPUTED.test(path) || PLAIN.test(path)) return false;
  if (path.startsWith('matrix.')) return ci.job.dynamicMatrix === true;
  const name = /^env\.(.+)$/.exec(path)?.[1];
  const bound = name ? (step.env[name] ?? ci.job.env[name]) : undefined;
  return bound ? sourcesOf(bound.value).some((inner) => isOpen(ci, step, inner)) : true;
}
