import type { Admission } from '../../model/index.ts';
import type { Statement } from './document.ts';
import { globCovers } from './glob.ts';
import type { Policy } from './policy.ts';

type Condition = Admission['conditions'][number];

/** What a denial that names it demands of everybody else. */
const INVERSE: Record<string, string> = {
  stringnotequals: 'StringEquals',
  stringnotequalsignorecase: 'StringEqualsIgnoreCase',
  stringnotlike: 'StringLike',
  arnnotequals: 'ArnEquals',
  arnnotlike: 'ArnLike',
  notipaddress: 'IpAddress',
};
/** Keys that leave out calls AWS makes itself; a denial without them would stop its services. */
const BY_AWS = /^aws:(?:principalisawsservice|viaawsservice)$/;

/**
 * Conditions that the denials of a policy put on what a statement allows: `Deny` for everybody unless `aws:SourceVpce` is one's own is how
 * a resource open to all is kept to a network or an organization.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export const demandsOn = (
  policy: Policy,
  allowed: Statement,
  conditionsOf: (statement: Statement) => Condition[],
): Condition[] =>
  policy.document.statements.flatMap((denial) => {
    if (denial.effect !== 'Deny' || !covers(denial, allowed)) return [];
    const all = conditionsOf(denial).filter((one) => !BY_AWS.test(one.key));
    const demanded = all.map((one) => ({
      ...one,
      operator: INVERSE[one.operator.toLowerCase().replace(/ifexists$/, '')] ?? '',
    }));
    // Of several, one is enough to get in; only callers and networks narrow all of them alike.
    const alike = all.length === 1 || all.every((one) => /^aws:(?:source|principal|vpc)/.test(one.key));
    return alike && demanded.every((one) => one.operator !== '') ? demanded : [];
  });

/** The denial is for everybody, and for all that the statement allows. */
const covers = ({ principal, ...denial }: Statement, allowed: Statement): boolean =>
  principal?.named.any === true &&
  !principal.negated &&
  !denial.notAction &&
  !denial.resources.negated &&
  !allowed.notAction &&
  allowed.patterns.every((one) => within(one, denial.patterns)) &&
  (allowed.resources.negated ||
    allowed.resources.patterns.every((one) => within(one, denial.resources.patterns)));

const within = (one: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => globCovers(pattern.toLowerCase(), one.toLowerCase()));
