import type { CheckRule } from '../../model/index.ts';

/** What a check asks, why, what to do, and its precise rules. `ruleId` narrows to one of them. */
export function explainCheck(check: CheckRule, ruleId?: string): string {
  const rules = Object.entries(check.rules ?? {}).filter(([id]) => ruleId === undefined || id === ruleId);
  const lines = rules.flatMap(([id, rule]) => [
    `  ${id.padEnd(34)} ${(rule.severity ?? check.severity).padEnd(8)} ${rule.title}`,
    ...(ruleId !== undefined && rule.fix
      ? rule.fix
          .trim()
          .split('\n')
          .map((line) => `    ${line}`)
      : []),
  ]);
  return [
    `${check.id}  ${check.title}`,
    `severity ${check.severity}, confidence ${check.confidence}${check.stage === 'preview' ? ', only with --preview' : ''}`,
    `\nWhy\n${indent(check.why)}`,
    `\nWhat to do\n${indent(check.fix)}`,
    ...(lines.length > 0 ? ['\nRules', ...lines] : []),
    `\nEvidence relevant to\n  ${check.frameworks.join('\n  ')}`,
    '',
  ].join('\n');
}

const indent = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
