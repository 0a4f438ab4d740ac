import type { Command } from 'commander';
import type { CheckRule } from '../model/index.ts';
import { nearest } from '../util/nearest.ts';
import { UsageError } from './errors.ts';

export function addExplain(program: Command): void {
  program
    .command('explain')
    .summary('why a check asks, what decided it, how to fix it')
    .argument('<id>', 'a check (NHI-AGT-003) or one of its rules')
    .action(async (id: string) => {
      const { catalogue } = await import('../audit/judge.ts');
      const [checkId, ruleId] = id.split('/');
      const check = catalogue.find(
        (rule) => rule.id.toLowerCase() === checkId!.toLowerCase() || rule.rules?.[id],
      );
      if (!check) {
        const guess = nearest(
          id,
          catalogue.map((rule) => rule.id),
        );
        throw new UsageError(
          `nothing is known under \`${id}\``,
          guess ? `Did you mean ${guess}? \`nhi-audit rules\` lists all.` : '`nhi-audit rules` lists all.',
        );
      }
      process.stdout.write(describeCheck(check, check.rules?.[id] ? id : ruleId));
    });
}

function describeCheck(check: CheckRule, ruleId?: string): string {
  const rules = Object.entries(check.rules ?? {}).filter(([id]) => !ruleId || id === ruleId);
  return [
    `${check.id}  ${check.title}`,
    `severity ${check.severity}, confidence ${check.confidence}${check.stage === 'preview' ? ', only with --preview' : ''}`,
    `\nWhy\n${check.why.trim()}`,
    `\nWhat to do\n${check.fix.trim()}`,
    ...(rules.length > 0
      ? [
          `\nRules`,
          ...rules.map(
            ([id, rule]) =>
              `  ${id.padEnd(34)} ${rule.severity ?? check.severity}  ${rule.title}${ruleId && rule.fix ? `\n    ${rule.fix}` : ''}`,
          ),
        ]
      : []),
    `\nEvidence relevant to\n  ${check.frameworks.join('\n  ')}`,
    '',
  ].join('\n');
}
