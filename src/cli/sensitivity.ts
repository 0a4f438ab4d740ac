import type { Command } from 'commander';
import { readReport } from './files.ts';

export function addSensitivity(program: Command): void {
  program
    .command('sensitivity')
    .summary('how much the order of a report hangs on each weight of the score')
    .argument('<report.json>', 'a report written by `scan --output json=…`')
    .option('--json', 'as JSON')
    .action(async (path: string, options: { json?: boolean }) => {
      const [{ sensitivityOf }, { scoringWith }] = await Promise.all([
        import('../assess/score/sensitivity.ts'),
        import('../assess/score/scoring.ts'),
      ]);
      const rows = sensitivityOf((await readReport(path)).findings, scoringWith());
      if (options.json) {
        process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
        return;
      }
      const lines = rows.map(
        ({ weight, times, kept, swapped, pairs, largest }) =>
          `${weight}       ×${times}    ${String(kept).padStart(2)} of the ten stay   ${String(swapped).padStart(2)} of ${pairs} pairs swap   ${largest.toFixed(1)}`,
      );
      process.stdout.write(
        `${['weight  times   top ten              order                largest change', ...lines].join('\n')}\n`,
      );
    });
}
