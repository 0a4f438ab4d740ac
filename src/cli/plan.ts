import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { loadConfig } from './config.ts';
import { UsageError } from './errors.ts';
import { readReport } from './files.ts';
import { wantsColor, width } from './output.ts';

interface PlanOptions {
  format: string;
  config?: string;
  verbose?: boolean;
  color?: boolean;
}

export function addPlan(program: Command): void {
  program
    .command('plan')
    .summary('the fewest changes that remove the most risk')
    .argument('[source]', 'a saved report, or a folder to scan', '.')
    .option('--format <format>', 'table, markdown or json', 'table')
    .option('--config <file>', 'configuration (default: nhi-audit.yml or .github/nhi-audit.yml)')
    .option('--verbose', 'every change')
    .option('--no-color', 'plain text (NO_COLOR is respected too)')
    .action(async (source: string, options: PlanOptions) => {
      const [{ planOf }, { renderPlan }] = await Promise.all([
        import('../assess/plan/index.ts'),
        import('../report/plan/index.ts'),
      ]);
      const plan = planOf(await reportOf(source, options));
      const text = renderPlan(plan, options.format, {
        columns: width(),
        color: wantsColor(options.color, process.stdout),
        verbose: options.verbose ?? false,
      });
      if (text === undefined)
        throw new UsageError(`there is no format \`${options.format}\``, 'One of: table, markdown, json');
      process.stdout.write(text);
    });
}

async function reportOf(source: string, options: PlanOptions) {
  if (!existsSync(source) || !statSync(source).isDirectory()) return readReport(source);
  const loaded = await loadConfig(options.config, source);
  const { auditOnce } = await import('./run-audit.ts');
  return auditOnce([source], { format: 'json' }, loaded);
}
