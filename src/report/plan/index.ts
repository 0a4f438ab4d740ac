import type { Plan } from '../../model/index.ts';
import { planMarkdown } from './markdown.ts';
import { planTable } from './table.ts';

/** A plan in one of its formats; undefined for a format there is not. */
export function renderPlan(
  plan: Plan,
  format: string,
  options: { columns: number; color: boolean; verbose: boolean },
): string | undefined {
  if (format === 'table') return planTable(plan, options);
  if (format === 'markdown') return planMarkdown(plan);
  return format === 'json' ? `${JSON.stringify(plan, null, 2)}\n` : undefined;
}
