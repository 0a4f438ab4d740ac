import type { Plan, PlanStep } from '../../model/index.ts';
import { code, fixText, text } from '../markdown/escape.ts';
import { many } from '../table/screen.ts';

/** A plan as a check list for an issue or pull request. */
export function planMarkdown(plan: Plan): string {
  if (plan.steps.length === 0) return 'Nothing to do: no open finding.\n';
  const end = plan.steps.at(-1)?.after ?? 0;
  return `${[
    `## Plan: ${many(plan.steps.length, 'change')}, risk ${plan.before.toFixed(1)} → ${end.toFixed(1)}`,
    ...plan.steps.map(step),
  ].join('\n\n')}\n`;
}

function step({ title, paths, how, edits, removes, risk, after }: PlanStep): string {
  const indent = (block: string) => block.replace(/^(?=.)/gm, '  ');
  const blocks = [
    `Removes ${many(removes.length, 'finding')} (risk ${risk.toFixed(1)} together); then the worst is ${after.toFixed(1)}. ${paths.map(code).join(', ')}`,
    fixText(how),
    ...edits.map((edit) => `${code(edit.path)}\n\n\`\`\`${edit.language}\n${edit.text.trimEnd()}\n\`\`\``),
  ];
  return `- [ ] **${text(title)}**\n\n${blocks.map(indent).join('\n\n')}`;
}
