import type { Report } from '../model/index.ts';

/** The whole report, as its schema says. */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
