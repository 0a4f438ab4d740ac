import type { FindingDraft } from '../model/index.ts';
import type { Expression } from '../util/expression/parse.ts';
import { embedded } from '../util/expression/parse.ts';
import { pathOf } from '../util/expression/reads.ts';
import type { Check } from './check.ts';
import { type Condition, conditionsOf, expressionOf, parts } from './ci/conditions.ts';
import { exposures } from './ci/exposure.ts';
import { type CiJob, jobsOn } from './ci/jobs.ts';

export const check: Check = {
  id: 'NHI-CI-020',
  *run(graph) {
    for (const ci of jobsOn(graph, 'github')) {
      for (const condition of conditionsOf(ci.job)) {
        yield* alwaysTrue(ci, condition);
        const expression = expressionOf(condition.text);
        if (!expression) continue;
        for (const { part, negated } of parts(expression)) {
          if (!negated) yield* botActor(ci, condition, part);
          if (!negated) yield* looseContains(ci, condition, part);
        }
      }
    }
  },
};

/** More than one expression, or text around it: the result is a text, and a text that is not empty is true. */
function* alwaysTrue({ job, node }: CiJob, { text, location, owner }: Condition): Generator<FindingDraft> {
  const found = embedded(text);
  const [first] = found;
  if (!first || (first.start === 0 && first.end === text.length)) return;
  const only = found.length === 1 && text.trim() === text.slice(first.start, first.end);
  yield {
    rule: 'gha-unsound-condition',
    severity: 'high',
    message: `The condition of ${owner} is always true: ${only ? 'the line break after `}}` (block style `|` or `>`)' : 'the text around `${{ }}`'} makes it a non-empty text.`,
    fix: only
      ? 'Write `if: |-`, or leave out `${{ }}`.'
      : 'Write the whole condition as one expression without `${{ }}`.',
    entities: [node.id],
    locations: [location],
    key: `${job.jobId} ${owner}`,
  };
}

const ACTOR = /^github\.(?:actor|triggering_actor)$|^github\.(?:actor_id)$/;

/** Whoever acted last is not whose change it is: a person's commit rides on a bot's event. */
function* botActor(ci: CiJob, condition: Condition, part: Expression): Generator<FindingDraft> {
  const any = matchesAnyBot(part);
  const one = comparesBot(part);
  if (!any && !one) return;
  const open = exposures(ci).length > 0;
  yield {
    rule: any ? 'gha-any-bot-gate' : 'gha-bot-actor-gate',
    severity: open ? 'high' : any ? 'medium' : 'low',
    confidence: open ? 'high' : 'medium',
    message: `The condition of ${condition.owner} trusts \`github.actor\`${any ? ' of any bot' : ` to be \`${one}\``}: the actor is whoever caused the event last, ${any ? 'and anyone can register a bot' : 'which a stranger can arrange on a pull request of the bot'}.`,
    fix: "Compare who made the change: `github.event.pull_request.user.login == 'dependabot[bot]'` together with `github.event.pull_request.head.repo.full_name == github.repository`.",
    entities: [ci.node.id],
    locations: [condition.location],
    key: `${ci.job.jobId} ${condition.owner} ${any ? 'any' : one}`,
  };
}

function comparesBot(part: Expression): string | undefined {
  if (part.kind !== 'binary' || part.op !== '==') return undefined;
  const sides = [part.left, part.right];
  const actor = sides.some((side) => ACTOR.test(pathOf(side)?.toLowerCase() ?? ''));
  const bot = sides
    .flatMap((side) => (side.kind === 'literal' && typeof side.value === 'string' ? [side.value] : []))
    .find((value) => value.endsWith('[bot]') || value === '49699333');
  return actor ? bot : undefined;
}

function matchesAnyBot(part: Expression): boolean {
  if (part.kind !== 'call' || !/^(?:endswith|contains|startswith)$/i.test(part.name)) return false;
  const [hay, needle] = part.args;
  if (!hay || !needle || !ACTOR.test(pathOf(hay)?.toLowerCase() ?? '')) return false;
  return needle.kind === 'literal' && /bot\]?$|^dependabot|^renovate/i.test(String(needle.value));
}

const FREE =
  /^github\.(?:ref|ref_name|head_ref|base_ref|actor|triggering_actor|event\..*)$|^(?:env|inputs)\./;

/** `contains('a b c', x)` asks whether x is a piece of the text: `a b`, ` ` and the empty text are. */
function* looseContains(ci: CiJob, condition: Condition, part: Expression): Generator<FindingDraft> {
  if (part.kind !== 'call' || part.name.toLowerCase() !== 'contains') return;
  const [hay, needle] = part.args;
  const path = needle && pathOf(needle);
  if (hay?.kind !== 'literal' || typeof hay.value !== 'string' || !path || !FREE.test(path.toLowerCase()))
    return;
  const chosen = /head_ref|actor|event\./i.test(path);
  yield {
    rule: 'gha-unsound-contains',
    severity: chosen ? 'high' : 'medium',
    message: `The condition of ${condition.owner} asks whether \`${path}\` is a piece of the text \`${hay.value.slice(0, 60)}\`, not one of its words: any part of the text passes.`,
    fix: `Use a list: \`contains(fromJSON('["a","b"]'), ${path})\`.`,
    entities: [ci.node.id],
    locations: [condition.location],
    key: `${ci.job.jobId} ${condition.owner} ${path}`,
  };
}
