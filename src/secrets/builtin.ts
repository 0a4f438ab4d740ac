/** The token types of rules/secrets. Loaded on first use: the tables are most of the package. */
import type { Image } from './anchors.ts';
import { FROZEN } from './compiled.generated.ts';
import { thaw } from './frozen.ts';
import type { ProviderData, RuleData } from './plan.ts';
import { FILES, RULES } from './rules.generated.ts';

type Line = [provider: string, rule: RuleData, file: number];

let lines: string[] | undefined;
const read: Line[] = [];
/** The rule of the number, with its provider; read once. */
function ruleAt(index: number): Line {
  lines ??= RULES.split('\n');
  read[index] ??= JSON.parse(lines[index]!) as Line;
  return read[index];
}

/** All rules in the order of their files. */
export function builtinRules(): ProviderData[] {
  const files = (JSON.parse(FILES) as Omit<ProviderData, 'rules'>[]).map((file) => ({
    ...file,
    rules: [] as RuleData[],
  }));
  lines ??= RULES.split('\n');
  for (const index of lines.keys()) {
    const [, rule, file] = ruleAt(index);
    files[file]!.rules.push(rule);
  }
  return files;
}

const byId = new Map<string, RuleData | undefined>();

/** The rule of the id. Found in the text: a scan meets few, and rule ids hold nothing that JSON would escape. */
export function builtinRule(id: string): RuleData | undefined {
  if (!byId.has(id)) {
    const start = `,{"id":"${id}"`;
    lines ??= RULES.split('\n');
    const index = lines.findIndex((line) => line.includes(start));
    byId.set(id, index < 0 ? undefined : ruleAt(index)[1]);
  }
  return byId.get(id);
}

/** The engine's tables for them. */
export const builtinImage = (): Image => thaw(FROZEN, ruleAt);
