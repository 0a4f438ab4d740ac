import type { CheckRule, Report } from '../model/index.ts';

export interface RenderOptions {
  columns: number;
  color: boolean;
  verbose: boolean;
  catalogue: CheckRule[];
}

/** Renders a report in one format. */
export async function render(report: Report, _format: string, _options: RenderOptions): Promise<string> {
  return `${JSON.stringify(report, null, 2)}\n`;
}
