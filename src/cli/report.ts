import type { Command } from 'commander';
import { readReport } from './files.ts';
import { exitCode, gateNotes, gateOf } from './gate.ts';
import { checkFormats, writeReports } from './output.ts';

interface ReportOptions {
  format: string;
  output: string[];
  failOn: string;
  minCoverage?: string;
  newOnly?: boolean;
  includeSuppressed?: boolean;
  verbose?: boolean;
  color?: boolean;
}

const collect = (value: string, before: string[]) => [...before, value];

export function addReport(program: Command): void {
  program
    .command('report')
    .summary('show a saved report again, in any format')
    .argument('<report.json>', 'a report written by `scan --output json=…`; `-` for standard input')
    .option('--format <format>', 'what goes to stdout', 'table')
    .option('--output <fmt=path>', 'also write a report to a file; repeatable', collect, [])
    .option('--fail-on <severity>', 'exit 1 at or above this', 'none')
    .option('--min-coverage <percent>', 'exit 3 when fewer agent controls could be decided')
    .option('--new-only', 'leave known and suppressed findings out')
    .option('--include-suppressed', 'suppressed findings too, in formats that leave them out')
    .option('--verbose', 'show every finding and gap in full')
    .option('--no-color', 'plain text (NO_COLOR is respected too)')
    .action(async (path: string, options: ReportOptions) => {
      const gate = gateOf(options);
      await checkFormats(options);
      const report = await readReport(path);
      const { catalogue } = await import('../audit/judge.ts');
      await writeReports(report, options, catalogue);
      for (const note of gateNotes(report, gate)) process.stderr.write(`nhi-audit: ${note}\n`);
      process.exitCode = exitCode(report, gate);
    });
}
