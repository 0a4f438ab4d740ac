import type { JobFacts, Location } from '../../model/index.ts';
import type { Expression } from '../../util/expression/parse.ts';
import { parseExpression } from '../../util/expression/parse.ts';
import { ownSteps } from './jobs.ts';

/** A condition of a job or step, as written. */
export interface Condition {
  text: string;
  location: Location;
  owner: string;
}

/** Every `if:` of a job. */
export function conditionsOf(job: JobFacts): Condition[] {
  const own = job.if ? [{ ...job.if, owner: `job \`${job.jobId}\`` }] : [];
  const steps = ownSteps(job).flatMap((step) =>
    step.if && step.ifLocation
      ? [
          {
            text: step.if,
            location: step.ifLocation,
            owner: `step \`${step.name ?? step.uses ?? step.index}\` of job \`${job.jobId}\``,
          },
        ]
      : [],
  );
  return [...own, ...steps];
}

/** The expression of a condition; undefined when it is none or several. */
export function expressionOf(text: string): Expression | undefined {
  return parseExpression(/^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1] ?? text);
}

/** An expression and everything inside it, with whether it stands under a `!` or in a comparison that denies. */
export function* parts(
  expression: Expression,
  negated = false,
): Generator<{ part: Expression; negated: boolean }> {
  yield { part: expression, negated };
  if (expression.kind === 'not') yield* parts(expression.arg, !negated);
  else if (expression.kind === 'binary') {
    yield* parts(expression.left, negated);
    yield* parts(expression.right, negated);
  } else if (expression.kind === 'call') for (const arg of expression.args) yield* parts(arg, negated);
}
