import { type Anchor, type Image, makeTables, type Tables } from './anchors.ts';
import { assigned } from './assigned.ts';
import { makePlan, type Plan, type ProviderData, type RuleData } from './plan.ts';

/** Written out in full: rules for assigned values say only what is particular to them. */
export const expanded = (rule: RuleData): RuleData => (rule.assigned ? assigned(rule) : rule);

/** The plans of all rules in their order, the anchors they start from, and the kernel's tables. */
export function tablesOf(providers: ProviderData[]): {
  plans: Plan[];
  anchors: Anchor[];
  tables: Tables;
} {
  const plans = providers.flatMap(({ provider, rules }) =>
    rules.map((rule) => makePlan(expanded(rule), provider)),
  );
  return { plans, ...makeTables(plans) };
}

/** Makes the engine's tables from the rules themselves. */
export function compile(providers: ProviderData[]): Image {
  const { anchors, tables } = tablesOf(providers);
  return { ...tables, found: (anchor) => anchors[anchor]! };
}
