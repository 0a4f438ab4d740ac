import { actionTemplates, NONE } from './actions.ts';
import { type Bits, common, hasBit, minus, unionOf } from './bits.ts';
import { type Context, holds } from './condition.ts';
import type { Sum } from './document.ts';
import { type Entry, entriesOf, type Policy } from './policy.ts';
import { hits, isEverything, meets, swallows } from './resource.ts';
import { both, either, MAYBE, NO, not, type Tri, YES } from './tri.ts';

/**
 * All that bears on what a principal may do: what its identity policies allow, what any policy denies, and what caps it.
 * Each cap (permissions boundary, one level of SCPs, session policy) must allow as well.
 */
export interface Rights {
  allow: readonly Entry[];
  deny: readonly Entry[];
  caps: Cap[];
  /** Actions that some statement allows on something: a cheap first filter. */
  may: Bits;
  /** Actions that its own policies allow on everything, without a condition; neither caps nor denials are counted. */
  wide: Bits;
  /** The same, on everything of their kind. */
  open: Bits;
  /** Some condition asks which policy is attached. */
  asksPolicy: boolean;
}

/** One thing that caps rights, and the statements with which it allows. */
export interface Cap {
  kind: 'boundary' | 'session' | 'scp';
  entries: readonly Entry[];
  /** Actions it allows on everything, without a condition. */
  wide: Bits;
  /** The same, on everything of their kind. */
  open: Bits;
}

export interface Answer {
  value: Tri;
  /** Statements that allow. */
  by: Entry[];
  /** Conditions nobody could decide, as written. */
  conditions: string[];
}

export const REFUSED: Answer = { value: NO, by: [], conditions: [] };

/** Puts policies together: those that allow, and those that cap. */
export function rightsOf(
  policies: readonly Policy[],
  caps: readonly { kind: Cap['kind']; policies: readonly Policy[] }[],
): Rights {
  const { never, ...own } = together(policies);
  const rights: Rights = { ...own, caps: [] };
  const denied = [never];
  for (const cap of caps) {
    const capping = together(cap.policies);
    rights.caps.push({ kind: cap.kind, entries: capping.allow, wide: capping.wide, open: capping.open });
    rights.may = common(rights.may, capping.may);
    denied.push(capping.never);
    if (capping.deny.length > 0) rights.deny = [...rights.deny, ...capping.deny];
    rights.asksPolicy ||= capping.asksPolicy;
  }
  rights.may = minus(rights.may, unionOf(denied, NONE));
  return rights;
}

/** What several policies of one kind say together. */
function together(policies: readonly Policy[]) {
  const [allow, deny]: [Entry[], Entry[]] = [[], []];
  for (const policy of policies) {
    const entries = entriesOf(policy);
    for (const entry of entries.allow) allow.push(entry);
    for (const entry of entries.deny) deny.push(entry);
  }
  const sums = policies.map(({ document }) => document.sum);
  const all = (part: Exclude<keyof Sum, 'asksPolicy'>) =>
    unionOf(
      sums.map((sum) => sum[part]),
      NONE,
    );
  return {
    allow,
    deny,
    may: all('may'),
    wide: all('wide'),
    open: all('open'),
    never: all('never'),
    asksPolicy: sums.some((sum) => sum.asksPolicy),
  };
}

/** The best answer among statements that allow the action, by a test of their resources. */
function best(
  entries: readonly Entry[],
  action: number,
  context: Context,
  named: (entry: Entry) => Tri,
): Answer {
  let answer = REFUSED;
  for (const entry of entries) {
    const { statement } = entry;
    if (!hasBit(statement.actions, action)) continue;
    const resource = named(entry);
    if (resource === NO) continue;
    const condition = holds(statement.conditions, 'Allow', context);
    const value = both(resource, condition);
    if (value <= answer.value) continue;
    const open = condition === MAYBE ? statement.conditions.map((c) => c.text) : [];
    answer = { value, by: [entry], conditions: open };
    if (value === YES) break;
  }
  return answer;
}

/** Cuts an answer by every cap of the given kinds. */
export function withCaps(
  answer: Answer,
  caps: readonly Cap[],
  action: number,
  context: Context,
  named: (entry: Entry) => Tri,
): Answer {
  let { value, conditions } = answer;
  for (const cap of caps) {
    if (value === NO) break;
    const capped = best(cap.entries, action, context, named);
    value = both(value, capped.value);
    conditions = [...conditions, ...capped.conditions];
  }
  return value === NO ? REFUSED : { value, by: answer.by, conditions };
}

/**
 * May the action be done on this resource? Explicit Deny anywhere wins, then an identity Allow is needed, then every cap.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function onArn(rights: Rights, action: number, arn: string, context: Context): Answer {
  const named = ({ statement }: Entry) => hits(statement.resources, arn, context);
  const allowed = best(rights.allow, action, context, named);
  if (allowed.value === NO) return REFUSED;
  const denied = denial(rights.deny, action, context, named);
  if (denied.value === YES) return REFUSED;
  const open = {
    ...allowed,
    value: both(allowed.value, not(denied.value)),
    conditions: [...allowed.conditions, ...denied.conditions],
  };
  return withCaps(open, rights.caps, action, context, named);
}

/** Is the action explicitly denied on what `named` tests? `MAYBE` keeps the conditions it depends on. */
export function denial(
  entries: readonly Entry[],
  action: number,
  context: Context,
  named: (entry: Entry) => Tri,
): { value: Tri; conditions: string[] } {
  let value: Tri = NO;
  const conditions: string[] = [];
  for (const entry of entries) {
    if (!hasBit(entry.statement.actions, action)) continue;
    const resource = named(entry);
    if (resource === NO) continue;
    const one = both(resource, holds(entry.statement.conditions, 'Deny', context));
    value = either(value, one);
    if (value === YES) return { value, conditions: [] };
    if (one === MAYBE)
      conditions.push(...entry.statement.conditions.map((condition) => `unless ${condition.text}`));
  }
  return { value, conditions };
}

/**
 * May the action be done on something of its kind, when no concrete resource is known? True when one allowed pattern meets the
 * action's ARN templates and no Deny swallows all of it.
 */
export function somewhere(rights: Rights, action: number, context: Context): Answer {
  const templates = actionTemplates(action);
  const survives = ({ statement }: Entry): Tri => {
    const met = meets(statement.resources, templates, context);
    if (met === NO) return NO;
    const patterns = statement.resources.negated ? ['*'] : statement.resources.patterns;
    const free = patterns.some(
      (pattern) =>
        meets({ patterns: [pattern], negated: false }, templates, context) !== NO &&
        !rights.deny.some(
          ({ statement: deny }) =>
            hasBit(deny.actions, action) &&
            swallows(deny.resources, pattern, templates, context) &&
            holds(deny.conditions, 'Deny', context) === YES,
        ),
    );
    return free ? met : NO;
  };
  const allowed = best(rights.allow, action, context, survives);
  if (allowed.value === NO) return REFUSED;
  const denied = denial(rights.deny, action, context, ({ statement: deny }) =>
    isEverything(deny.resources) ? YES : NO,
  );
  const open = {
    ...allowed,
    value: both(allowed.value, not(denied.value)),
    conditions: [...allowed.conditions, ...denied.conditions],
  };
  return withCaps(open, rights.caps, action, context, ({ statement }) =>
    meets(statement.resources, templates, context),
  );
}
