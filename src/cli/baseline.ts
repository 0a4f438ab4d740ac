import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { BaselineEntry, Report } from '../model/index.ts';
import { loadConfig } from './config.ts';
import { UsageError } from './errors.ts';
import { readReport, readText, writeText } from './files.ts';

interface BaselineOptions {
  output: string;
  from?: string;
  config?: string;
}

export function addBaseline(program: Command): void {
  program
    .command('baseline')
    .summary('write down what is known, so that a gate speaks only of what is new')
    .description(
      'Writes the open findings by fingerprints that ignore line numbers and moved files. Running it again keeps the reasons, owners and end dates written into the file and drops what is gone.',
    )
    .argument('[path...]', 'folders or files; default the current folder')
    .option('--output <file>', 'where to write it; `-` for standard output', 'nhi-audit-baseline.json')
    .option('--from <report.json>', 'take a saved report instead of scanning')
    .option('--config <file>', 'configuration (default: nhi-audit.yml or .github/nhi-audit.yml)')
    .action(async (paths: string[], options: BaselineOptions) => {
      const report = options.from ? await readReport(options.from) : await scanned(paths, options);
      const { baselineOf } = await import('../assess/baseline/file.ts');
      const before =
        options.output !== '-' && existsSync(options.output) ? await entries(options.output) : [];
      const baseline = baselineOf(report, before);
      writeText(options.output, `${JSON.stringify(baseline, null, 2)}\n`);
      const there = new Set(baseline.findings.map(({ fingerprint }) => fingerprint));
      const gone = before.filter(({ fingerprint }) => !there.has(fingerprint)).length;
      process.stderr.write(
        `nhi-audit: ${baseline.findings.length} findings in ${options.output}${gone ? `, ${gone} gone since the last time` : ''}\n`,
      );
    });
}

async function scanned(paths: string[], options: BaselineOptions): Promise<Report> {
  const targets = paths.length > 0 ? paths : ['.'];
  const loaded = await loadConfig(options.config, targets[0]!);
  const { auditOnce } = await import('./run-audit.ts');
  return auditOnce(targets, { format: 'json' }, loaded);
}

/** Entries of a baseline file, with the path in front of what is wrong with it. */
export async function entries(path: string): Promise<BaselineEntry[]> {
  const { readEntries } = await import('../assess/baseline/file.ts');
  try {
    return readEntries(readText(path)).findings;
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path} ${(error as Error).message}`);
  }
}
