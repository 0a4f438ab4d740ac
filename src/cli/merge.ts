import { basename } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from './config.ts';
import { readReport } from './files.ts';
import { exitCode, gateOf } from './gate.ts';
import { checkFormats, writeReports } from './output.ts';

interface MergeOptions {
  format: string;
  output: string[];
  failOn: string;
  config?: string;
  preview?: boolean;
  verbose?: boolean;
  color?: boolean;
}

const collect = (value: string, before: string[]) => [...before, value];

export function addMerge(program: Command): void {
  program
    .command('merge')
    .summary('join reports of many machines into one graph and judge that')
    .description(
      'A key that two repositories share, or a role that one report names and another describes, is one thing in the joined graph, and its findings appear here. The order of the reports makes no difference.',
    )
    .argument('<report.json...>', 'reports written by `scan --output json=…`')
    .option('--format <format>', 'what goes to stdout', 'table')
    .option('--output <fmt=path>', 'also write a report to a file; repeatable', collect, [])
    .option('--fail-on <severity>', 'exit 1 at or above this', 'none')
    .option('--config <file>', 'configuration (default: nhi-audit.yml or .github/nhi-audit.yml here)')
    .option('--preview', 'also run checks whose evidence is rarely decisive')
    .option('--verbose', 'show every finding and gap in full')
    .option('--no-color', 'plain text (NO_COLOR is respected too)')
    .action(async (paths: string[], options: MergeOptions) => {
      const gate = gateOf(options);
      await checkFormats(options);
      const { config } = await loadConfig(options.config, '.');
      if (options.preview) config.preview = true;
      const { mergeReports } = await import('../audit/merge.ts');
      const { catalogue } = await import('../audit/judge.ts');
      const named = [];
      for (const path of paths) named.push({ name: basename(path, '.json'), report: await readReport(path) });
      const report = await mergeReports(named, config);
      await writeReports(report, options, catalogue);
      process.exitCode = exitCode(report, gate);
    });
}
