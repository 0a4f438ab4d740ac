import type { Command } from 'commander';
import type { Report } from '../model/index.ts';
import { loadConfig } from './config.ts';
import { IncompleteError, UsageError } from './errors.ts';
import { readText } from './files.ts';
import { coverageNote, exitCode, gateOf } from './gate.ts';
import { checkFormats, writeReports } from './output.ts';
import { createProgress } from './progress.ts';

export interface ScanOptions {
  config?: string;
  format: string;
  output: string[];
  failOn?: string;
  minCoverage?: string;
  newOnly?: boolean;
  includeSuppressed?: boolean;
  baseline?: string;
  preview?: boolean;
  verbose?: boolean;
  quiet?: boolean;
  color?: boolean;
  exclude: string[];
}

const collect = (value: string, before: string[]) => [...before, value];

export function addScan(program: Command): void {
  program
    .command('scan', { isDefault: false })
    .summary('audit files, agents, pipelines and exports')
    .description(
      'Audits a folder or file: agent and MCP configurations, CI pipelines, infrastructure code, exports and secrets, joined into one graph. Reads only; executes nothing; offline unless a live source is named.',
    )
    .argument('[path...]', 'folders or files; default the current folder')
    .option('--format <format>', 'what goes to stdout: table, json, sarif, html, markdown, github …', 'table')
    .option('--output <fmt=path>', 'also write a report to a file; repeatable', collect, [])
    .option(
      '--fail-on <severity>',
      'exit 1 at or above this: critical, high, medium, low, info, none (default: high)',
    )
    .option('--config <file>', 'configuration (default: nhi-audit.yml or .github/nhi-audit.yml)')
    .option('--exclude <glob>', 'leave paths out; counted in the report; repeatable', collect, [])
    .option('--baseline <file>', 'report or baseline whose findings are known')
    .option('--new-only', 'leave known and suppressed findings out of the reports')
    .option('--min-coverage <percent>', 'exit 3 when fewer of the agent controls could be decided')
    .option('--include-suppressed', 'suppressed findings too, in formats that leave them out')
    .option('--preview', 'also run checks whose evidence is rarely decisive')
    .option('--verbose', 'show every finding and gap in full')
    .option('--quiet', 'no progress on stderr')
    .option('--no-color', 'plain text (NO_COLOR is respected too)')
    .action((paths: string[], options: ScanOptions) => scan(paths.length > 0 ? paths : ['.'], options));
}

export async function scan(targets: string[], options: ScanOptions): Promise<void> {
  const { config } = await loadConfig(options.config, targets[0]!);
  const gate = gateOf(options, config);
  const baseline = options.baseline === undefined ? undefined : await loadBaseline(options.baseline);
  await checkFormats(options);
  if (options.preview) config.preview = true;
  config.exclude = [...(config.exclude ?? []), ...options.exclude];

  const { audit, catalogue } = await import('../audit.ts');
  const progress = createProgress(!options.quiet);
  let report: Report;
  try {
    report = await audit({ targets, config, baseline: baseline?.known, onProgress: progress.update });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new IncompleteError(`${(error as NodeJS.ErrnoException).path}: no such file or folder`);
    throw error;
  } finally {
    progress.done();
  }
  report.gaps.push(...(baseline?.gaps ?? []));
  await writeReports(report, options, catalogue);
  const note = coverageNote(report, gate);
  if (note) process.stderr.write(`nhi-audit: ${note}\n`);
  process.exitCode = exitCode(report, gate);
}

async function loadBaseline(path: string) {
  const text = readText(path);
  const { parseBaseline } = await import('../assess/baseline/file.ts');
  try {
    return parseBaseline(text, new Date());
  } catch (error) {
    throw new UsageError(`--baseline ${path} ${(error as Error).message}`);
  }
}
