/** The token types of rules/secrets. Loaded on first use: the tables are most of the package. */
import type { Image } from './anchors.ts';
import { FROZEN } from './compiled.generated.ts';
import { thaw } from './frozen.ts';
import type { ProviderData, RuleData } from './plan.ts';
import { FILES, RULES } from './rules.generated.ts';

let lines: string[] | undefined;
const ruleAt = (index: number) => {
  lines ??= RULES.split('\n');
  return JSON.parse(lines[index]!) as [provider: string, rule: RuleData];
};

/** All rules in the order of their files. */
export function builtinRules(): ProviderData[] {
  const files = (JSON.parse(FILES) as Omit<ProviderData, 'rules'>[]).map((file) => ({
    ...file,
    rules: [] as RuleData[],
  }));
  const byProvider = new Map(files.map((file) => [file.provider, file]));
  RULES.split('\n').forEach((_, index) => {
    const [provider, rule] = ruleAt(index);
    byProvider.get(provider)!.rules.push(rule);
  });
  return files;
}

/** The rule of the id. Found in the text: a scan meets few, and rule ids hold nothing that JSON would escape. */
export function builtinRule(id: string): RuleData | undefined {
  const at = RULES.indexOf(`,{"id":"${id}"`);
  if (at < 0) return undefined;
  const end = RULES.indexOf('\n', at);
  const line = RULES.slice(RULES.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end);
  return (JSON.parse(line) as [string, RuleData])[1];
}

/** The engine's tables for them. */
export const builtinImage = (): Image => thaw(FROZEN, ruleAt);
