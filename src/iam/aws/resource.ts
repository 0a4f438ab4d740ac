import { hasUnknown, replaceUnknown } from '../../util/unknown.ts';
import { actionTemplates } from './actions.ts';
import { type Context, fillResource } from './condition.ts';
import { globCovers, globMatch, globMeets } from './glob.ts';
import { either, known, MAYBE, NO, not, type Tri, YES } from './tri.ts';

/** A Resource or NotResource element. An element that is missing (trust policies) matches everything. */
export interface Resources {
  patterns: readonly string[];
  /** NotResource: everything except the patterns. */
  negated: boolean;
}

/** `*`, however often. */
export const isStars = (pattern: string): boolean =>
  pattern === '*' || (pattern[0] === '*' && /^\*+$/.test(pattern));

/** Without condition on what: `*`, alone or among others. */
export function isEverything(resources: Resources): boolean {
  return resources.negated ? resources.patterns.length === 0 : resources.patterns.some(isStars);
}

function each(resources: Resources, context: Context, test: (pattern: string) => boolean): Tri {
  let found: Tri = NO;
  for (const written of resources.patterns) {
    const { pattern, certain } = fillResource(written, context);
    const hidden = hasUnknown(pattern);
    if (test(hidden ? replaceUnknown(pattern) : pattern))
      found = either(found, certain && !hidden ? YES : MAYBE);
    if (found === YES) break;
  }
  return resources.negated ? not(found) : found;
}

/** Does the element name this ARN? What an expression hides makes the answer uncertain. */
export function hits(resources: Resources, arn: string, context: Context): Tri {
  const target = hasUnknown(arn) ? replaceUnknown(arn) : arn;
  if (target === arn) return each(resources, context, (pattern) => globMatch(pattern, arn));
  // Both sides hold hidden text: equal marks are equal texts, anything else may be.
  const equal = resources.patterns.some((pattern) => globMatch(pattern, arn));
  const answer = equal ? known(!resources.negated) : each(resources, context, (p) => globMeets(p, target));
  return equal || answer !== YES || isEverything(resources) ? answer : MAYBE;
}

/** Does the element name something of the kind the templates describe? No templates: the action is evaluated against `*` only. */
export function meets(resources: Resources, templates: readonly string[], context: Context): Tri {
  if (templates.length === 0 || templates.includes('*unknown*'))
    return templates.length > 0 || isEverything(resources) || resources.negated ? YES : NO;
  if (resources.negated)
    return known(!templates.every((t) => resources.patterns.some((p) => globCovers(replaceUnknown(p), t))));
  return each(resources, context, (pattern) => templates.some((template) => globMeets(pattern, template)));
}

/** Does this element leave nothing of what the other names? Used for Deny: certain only where it is sure. */
export function swallows(
  deny: Resources,
  pattern: string,
  templates: readonly string[],
  context: Context,
): boolean {
  const inner = replaceUnknown(pattern);
  if (deny.negated) return deny.patterns.every((p) => !globMeets(replaceUnknown(p), inner));
  return deny.patterns.some((written) => {
    const { pattern: outer, certain } = fillResource(written, context);
    if (!certain || hasUnknown(outer)) return false;
    return globCovers(outer, inner) || (templates.length > 0 && templates.every((t) => globCovers(outer, t)));
  });
}

/** An ARN or pattern with partition, region and account left open. */
function anyPlace(arn: string): string {
  const colons = [-1];
  while (colons.length < 6) {
    const next = arn.indexOf(':', colons.at(-1)! + 1);
    if (next < 0) return arn;
    colons.push(next);
  }
  return `arn:*${arn.slice(colons[2], colons[3])}:*:*${arn.slice(colons[5])}`;
}

const opened = new Map<number, string[]>();

/** Do the patterns name everything an action can be done on? Partition, account and region may be given. */
export function coverage(patterns: readonly string[]): (action: number) => boolean {
  const placed = patterns.map(anyPlace);
  return (action) => {
    let templates = opened.get(action);
    if (!templates) {
      templates = actionTemplates(action).map(anyPlace);
      opened.set(action, templates);
    }
    return placed.some((pattern) => templates.some((template) => globCovers(pattern, template)));
  };
}
