import type { ReportDiff } from '../../model/index.ts';
import { diffMarkdown } from './markdown.ts';
import { diffTable } from './table.ts';

/** A comparison in one of its formats; undefined for a format there is not. */
export function renderDiff(
  diff: ReportDiff,
  format: string,
  options: { columns: number; color: boolean; verbose: boolean },
): string | undefined {
  if (format === 'table') return diffTable(diff, options);
  if (format === 'markdown') return diffMarkdown(diff);
  return format === 'json' ? `${JSON.stringify(diff, null, 2)}\n` : undefined;
}
