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
  /** Lines of one text with names in backticks: the names stand out, where there is no colour by their backticks. */
  code(lines: readonly string[]): string[];
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
    code: (lines) => (color ? coloured(lines, chalk.bold) : [...lines]),
  };
}

/** A name that is broken over two lines is painted on both. */
function coloured(lines: readonly string[], paint: ChalkInstance): string[] {
  const painted = lines.join('\n').replace(/`([^`]*)`/g, (_, name: string) =>
    name
      .split('\n')
      .map((part) => paint(part))
      .join('\n'),
  );
  return painted.split('\n');
}

/** The severity whose range a risk falls in (docs/scoring.md). */
export function bandOf(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}
