import type { Command } from 'commander';
import { EXIT, UsageError } from './errors.ts';
import { readReport } from './files.ts';
import { gateOf, SEVERITIES } from './gate.ts';
import { wantsColor, width } from './output.ts';

interface DiffOptions {
  format: string;
  failOn: string;
  verbose?: boolean;
  color?: boolean;
}

export function addDiff(program: Command): void {
  program
    .command('diff')
    .summary('what came, what went, and why the score moved')
    .argument('<old.json>', 'the earlier report')
    .argument('<new.json>', 'the later report')
    .option('--format <format>', 'table, markdown or json', 'table')
    .option('--fail-on <severity>', 'exit 1 when a finding at or above this is new', 'none')
    .option('--verbose', 'every finding')
    .option('--no-color', 'plain text (NO_COLOR is respected too)')
    .action(async (before: string, after: string, options: DiffOptions) => {
      const { failOn } = gateOf(options);
      const [{ diffReports }, { renderDiff }] = await Promise.all([
        import('../assess/diff/index.ts'),
        import('../report/diff/index.ts'),
      ]);
      const diff = diffReports(await readReport(before), await readReport(after));
      const text = renderDiff(diff, options.format, {
        columns: width(),
        color: wantsColor(options.color, process.stdout),
        verbose: options.verbose ?? false,
      });
      if (text === undefined)
        throw new UsageError(`there is no format \`${options.format}\``, 'One of: table, markdown, json');
      process.stdout.write(text);
      const least = failOn === 'none' ? SEVERITIES.length : SEVERITIES.indexOf(failOn);
      if (diff.added.some(({ severity }) => SEVERITIES.indexOf(severity) >= least))
        process.exitCode = EXIT.findings;
    });
}
