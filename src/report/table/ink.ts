import { Chalk, type ChalkInstance } from 'chalk';
import type { Severity } from '../../model/index.ts';

/** Colours by meaning, so that no format function names a colour. */
export interface Ink {
  severity(severity: Severity, text: string): string;
  risk(score: number, text: string): string;
  strong(text: string): string;
  quiet(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  place(text: string): string;
}

/** Real colours, or none. The 16 base colours follow the terminal's own theme, light or dark. */
export function inkOf(color: boolean): Ink {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const severities: Record<Severity, ChalkInstance> = {
    critical: chalk.bold.red,
    high: chalk.red,
    medium: chalk.yellow,
    low: chalk.blue,
    info: chalk.dim,
  };
  return {
    severity: (severity, text) => severities[severity](text),
    risk: (score, text) => severities[bandOf(score)](text),
    strong: chalk.bold,
    quiet: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    place: chalk.cyan,
  };
}

/** The severity whose range a risk falls in (docs/scoring.md). */
export function bandOf(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}
