import { hasUnknown } from '../../util/unknown.ts';
import { globMatch } from './glob.ts';
import { operators, type Test } from './operators.ts';
import { both, either, known, MAYBE, NO, not, type Tri, YES } from './tri.ts';

/** What a request carries under a condition key: values, nothing, something the audit cannot see, or whatever the caller likes. */
export type KeyValue = readonly string[] | 'absent' | 'unknown' | 'free';

/** One request, as far as conditions ask about it. Keys are lower case. */
export type Context = (key: string) => KeyValue;

/** One line of a Condition element, ready to be asked. */
export interface Condition {
  test: Test | undefined;
  quantifier: 'all' | 'any' | undefined;
  ifExists: boolean;
  /** Lower case. */
  key: string;
  values: readonly string[];
  /** As written, for explanations: `StringEquals aws:PrincipalTag/team = a | b`. */
  text: string;
}

/**
 * Compiles a Condition element. An element that is no map of maps cannot be judged: it becomes one condition nobody knows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function compileConditions(element: unknown): Condition[] {
  if (element === undefined || element === null) return [];
  if (typeof element !== 'object' || Array.isArray(element)) return [unreadable(JSON.stringify(element))];
  return Object.entries(element).flatMap(([operator, keys]) => {
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) return [unreadable(operator)];
    return Object.entries(keys as Record<string, unknown>).map(([key, raw]) => line(operator, key, raw));
  });
}

const unreadable = (text: string): Condition => ({
  test: undefined,
  quantifier: undefined,
  ifExists: false,
  key: '',
  values: [],
  text,
});

function line(written: string, key: string, raw: unknown): Condition {
  const values = (Array.isArray(raw) ? raw : [raw]).map((value) => String(value));
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/i.exec(written.trim());
  const shown = values.length > 3 ? `${values.slice(0, 3).join(' | ')} | …` : values.join(' | ');
  return {
    test: operators.get(parts?.[2]?.toLowerCase() ?? ''),
    quantifier: parts?.[1] ? (parts[1].toLowerCase() === 'forallvalues' ? 'all' : 'any') : undefined,
    ifExists: parts?.[3] !== undefined,
    key: key.trim().toLowerCase(),
    values,
    text: `${written} ${key} = ${shown}`,
  };
}

/** All conditions of a statement together: every one must hold. */
export function holds(conditions: readonly Condition[], effect: 'Allow' | 'Deny', context: Context): Tri {
  let result: Tri = YES;
  for (const condition of conditions) {
    result = both(result, one(condition, effect, context));
    if (result === NO) return NO;
  }
  return result;
}

function one(condition: Condition, effect: 'Allow' | 'Deny', context: Context): Tri {
  const { test, quantifier } = condition;
  if (!test || hasUnknown(condition.key)) return MAYBE;
  const value = context(condition.key);
  // The caller picks the value: one that satisfies an Allow and one that avoids a Deny.
  if (value === 'free') return effect === 'Allow' ? YES : NO;
  if (test.kind === 'null') return nullTest(condition.values, value);
  if (value === 'unknown') return MAYBE;
  if (value === 'absent' || value.length === 0) {
    if (condition.ifExists || quantifier === 'all') return YES;
    // "If the key is not present, the values do not match": a negated operator is then true.
    return known(test.negated && quantifier !== 'any');
  }
  const expected = condition.values.map((pattern) => expand(pattern, context));
  const matches = (given: string): Tri => {
    let found: Tri = NO;
    for (const pattern of expected)
      found = either(found, pattern === undefined ? MAYBE : test.matches(given, pattern));
    return test.negated ? not(found) : found;
  };
  const answers = value.map(matches);
  // Without a quantifier several values are an error of the policy's author; AWS then asks for any, for negated operators for all.
  const every = quantifier === 'all' || (quantifier === undefined && test.negated);
  return every ? answers.reduce(both, YES as Tri) : answers.reduce(either, NO as Tri);
}

function nullTest(values: readonly string[], value: KeyValue): Tri {
  if (value === 'unknown') return MAYBE;
  const missing = value === 'absent' || value.length === 0;
  return values.reduce<Tri>(
    (found, wanted) => either(found, known((wanted.toLowerCase() === 'true') === missing)),
    NO,
  );
}

const VARIABLE = /\$\{([^},]+)(?:,\s*'([^']*)')?\}/g;

/** A value with policy variables filled in; undefined when one of them cannot be known. `${*}` stands for the character. */
function expand(pattern: string, context: Context): string | undefined {
  if (hasUnknown(pattern)) return undefined;
  if (!pattern.includes('${')) return pattern;
  let certain = true;
  const text = pattern.replaceAll(VARIABLE, (whole, name: string, fallback?: string) => {
    if (['*', '?', '$'].includes(name.trim())) return name.trim();
    const value = context(name.trim().toLowerCase());
    if (typeof value !== 'string' && value.length === 1) return value[0]!;
    if (value === 'absent' && fallback !== undefined) return fallback;
    certain = false;
    return whole;
  });
  return certain ? text : undefined;
}

/** Fills policy variables of a resource pattern; one that cannot be known becomes `*` and the match uncertain. */
export function fillResource(pattern: string, context: Context): { pattern: string; certain: boolean } {
  if (!pattern.includes('${')) return { pattern, certain: true };
  let certain = true;
  const filled = pattern.replaceAll(VARIABLE, (_, name: string, fallback?: string) => {
    const value = context(name.trim().toLowerCase());
    if (typeof value !== 'string' && value.length === 1) return value[0]!;
    if (value === 'absent') {
      if (fallback !== undefined) return fallback;
      // An absent variable matches nothing: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
      return '\u0000';
    }
    certain = false;
    return '*';
  });
  return { pattern: filled, certain };
}

/** True when a list of patterns names the text, for callers outside conditions. */
export const anyGlob = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => globMatch(pattern, text));
