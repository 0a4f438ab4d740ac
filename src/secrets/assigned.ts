import type { RuleData } from './plan.ts';

/** What the name of a credential says beside the provider's. */
const HINT = '(?:key|token|secret|pass|pwd|auth|cred|bearer|api|sid|pat)';
const HAS_HINT = /key|token|secret|pass|pwd|auth|cred|bearer|api|sid|pat$|webhook/i;

/** From the provider's word to the hint: same line or the next ones, as in nested settings; a comment or statement ends it. */
const GAP = '[^\\0-\\x08;#*]{0,60}?';
/** The rest of the name. */
const REST = '[\\w.-]{0,20}';
/** What stands between a name and its value in code, settings, XML, JSON, shells, headers and query strings. */
const SEPARATOR = '[\\s=:>,("\'`\\\\[\\]{|?]{1,16}';
/** `name: X, value: Y` as in Kubernetes and compose files. */
const VALUE_KEY = `(?:(?:value|default)${SEPARATOR})?`;
const SCHEME = '(?:(?:Bearer|Token|Basic|SSWS|ApiKey)\\s["\'`]?)?';

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const anyOf = (words: string[]) => `(?:${words.map(escapePattern).join('|')})`;

/**
 * Writes a rule for assigned values out in full. The name holds one of the rule's words and says that it is a credential
 * (in the word itself or behind it), or the word alone is what the value is assigned to.
 */
export function assigned(rule: RuleData): RuleData {
  const words = anyOf(rule.literals);
  const telling = rule.literals.filter((word) => HAS_HINT.test(word));
  const names = [
    ...(telling.length > 0 ? [`${anyOf(telling)}${REST}`] : []),
    `${words}${GAP}${HINT}${REST}`,
    `${words}(?=["'\`\\])]{0,2}\\s{0,4}[:=])`,
  ];
  const { assigned: _, ...rest } = rule;
  return {
    ...rest,
    ignoreCase: true,
    shape: rule.shape ?? 'generated',
    pattern: `(?:${names.join('|')})${SEPARATOR}${VALUE_KEY}${SCHEME}(?<secret>${rule.pattern})`,
  };
}
