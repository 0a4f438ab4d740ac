import type { Plan, PlanStep } from '../../model/index.ts';
import { plain } from '../../util/plain.ts';
import type { Ink } from '../table/ink.ts';
import { many, screen } from '../table/screen.ts';
import { wrap } from '../table/wrap.ts';

const GUTTER = '      ';
/** Steps shown before the rest is folded. */
const SHOWN = 10;

/** A plan for a terminal: what to do first, what it takes away, and the text to put in. */
export function planTable(
  plan: Plan,
  options: { columns: number; color: boolean; verbose: boolean },
): string {
  const { width, ink } = screen(options);
  if (plan.steps.length === 0) return 'Nothing to do: no open finding.\n';
  const shown = options.verbose ? plan.steps : plan.steps.slice(0, SHOWN);
  const findings = plan.steps.reduce((sum, { removes }) => sum + removes.length, 0);
  const rest = plan.steps.length - shown.length;
  return `${[
    `${ink.strong(many(plan.steps.length, 'change'))} remove ${many(findings, 'finding')}; the risk goes from ${ink.risk(plan.before, plan.before.toFixed(1))} to ${(plan.steps.at(-1)?.after ?? 0).toFixed(1)}`,
    ...shown.flatMap((step, index) => ['', ...stepLines(step, index + 1, ink, width)]),
    ...(rest > 0 ? ['', ink.quiet(`… ${many(rest, 'more change')} (--verbose)`)] : []),
  ].join('\n')}\n`;
}

function stepLines(step: PlanStep, position: number, ink: Ink, width: number): string[] {
  const inside = (text: string, paint: (t: string) => string = (t) => t) =>
    wrap(plain(text), width - GUTTER.length).map((line) => `${GUTTER}${paint(line)}`);
  const effect = `removes ${many(step.removes.length, 'finding')} (risk ${step.risk.toFixed(1)} together), then the worst is ${step.after.toFixed(1)}`;
  const paths =
    step.paths.length > 4 ? [...step.paths.slice(0, 4), `${step.paths.length - 4} more`] : step.paths;
  return [
    ...wrap(plain(step.title), width - GUTTER.length).map(
      (line, index) => `${index === 0 ? `${String(position).padStart(3)}.  ` : GUTTER}${ink.strong(line)}`,
    ),
    ...inside(effect, ink.quiet),
    ...(paths.length ? inside(paths.join(', '), ink.place) : []),
    ...ink.code(
      step.how
        // A line that does not start an item goes on with the one before.
        .replace(/\n(?!\s*- |\n)/g, ' ')
        .split('\n')
        .filter(Boolean)
        .flatMap((line) => inside(line)),
    ),
    ...step.edits.flatMap(({ path, line, text }) => [
      `${GUTTER}${ink.place(plain(`${path}${line === undefined ? '' : `:${line}`}`))}`,
      ...text
        .trimEnd()
        .split('\n')
        .map((one) => `${GUTTER}  ${ink.good(one)}`),
    ]),
  ];
}
