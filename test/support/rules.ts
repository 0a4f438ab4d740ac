import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { CheckRule, SecretRule, SecretRuleFile } from '../../src/model/index.ts';
import type { RuleData } from '../../src/secrets/index.ts';

function load<T>(folder: string): T[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parse(readFileSync(`${folder}/${name}`, 'utf8')) as T);
}

let secrets: SecretRuleFile[] | undefined;
let checks: CheckRule[] | undefined;

export function secretFiles(): SecretRuleFile[] {
  secrets ??= load<SecretRuleFile>('rules/secrets');
  return secrets;
}

export function allSecretRules(): Map<string, SecretRule> {
  return new Map(secretFiles().flatMap((file) => file.rules.map((rule) => [rule.id, rule] as const)));
}

export function checkRules(): CheckRule[] {
  checks ??= load<CheckRule>('rules/checks');
  return checks;
}

/** `framework:item` of every file of rules/frameworks. */
export function frameworkIds(): Set<string> {
  const files = load<{ framework: string; items: { id: string }[] }>('rules/frameworks');
  return new Set(files.flatMap(({ framework, items }) => items.map(({ id }) => `${framework}:${id}`)));
}

/** A rule made up for a test of the engine. */
export const ruleOf = (
  id: string,
  literals: string[],
  pattern: string,
  more: Partial<RuleData> = {},
): RuleData => ({
  id,
  title: id,
  literals,
  pattern,
  kind: 'api-key',
  identity: 'unknown',
  lifetime: 'static',
  privilege: 'unknown',
  confidence: 'high',
  ...more,
});
