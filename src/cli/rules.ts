import type { Command } from 'commander';
import { EXIT } from './errors.ts';

export function addRules(program: Command): void {
  const rules = program
    .command('rules')
    .summary('list every check and token type')
    .option('--json', 'as JSON')
    .option('--secrets', 'token types instead of checks')
    .action(async (options: { json?: boolean; secrets?: boolean }) => {
      const rows = options.secrets ? await secretRows() : await checkRows();
      if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      else
        for (const row of rows)
          process.stdout.write(
            `${row.id.padEnd(options.secrets ? 36 : 14)} ${row.level.padEnd(9)} ${row.title}\n`,
          );
    });
  rules
    .command('test')
    .summary('check a file of your own token types and run its examples')
    .argument('<file>', 'YAML in the format of rules/secrets')
    .action(async (file: string) => {
      const { testUserRules } = await import('./user-rules.ts');
      const { rules: count, examples, failures } = testUserRules(file);
      for (const failure of failures) process.stdout.write(`${failure}\n`);
      process.stdout.write(`${count} rules, ${examples} examples, ${failures.length} failures\n`);
      process.exitCode = failures.length > 0 ? EXIT.findings : EXIT.clean;
    });
}

async function checkRows(): Promise<{ id: string; level: string; title: string }[]> {
  const { catalogue } = await import('../audit/judge.ts');
  return catalogue.map(({ id, severity, title }) => ({ id, level: severity, title }));
}

async function secretRows(): Promise<{ id: string; level: string; title: string }[]> {
  const { loadRules } = await import('../secrets/index.ts');
  return (await loadRules()).flatMap((file) =>
    file.rules.map(({ id, lifetime, title }) => ({ id, level: lifetime, title })),
  );
}
