import { named } from './named.ts';
import type { RuleData } from './plan.ts';

/** What the name of a credential says beside the provider's. */
const HINT = '(?:key|token|secret|pass|pwd|auth|cred|bearer|api|sid|pat)';
const HAS_HINT = /key|token|secret|pass|pwd|auth|cred|bearer|api|sid|pat$|webhook/i;

/** From the provider's word to the hint: same line or the next ones, as in nested settings; a comment or statement ends it. */
const GAP = '[^\\0-\\x08;#*]{0,60}?';
/** The rest of the name. */
const REST = '[\\w.-]{0,20}';
/**
 * What stands between a name and its value in code, settings, XML, JSON, shells, headers and query strings; some of it may
 * be escaped once more, and `:-` is a shell's default, `>-` a folded text of YAML, ` to ` prose. V8 compiles a pattern with few
 * alternatives of few first characters three times faster, so that `%[23][02ad]` says more than quotes, colons and spaces.
 */
const SEPARATOR =
  '(?:[\\s=>,("\'`\\\\[\\]{|?:]|(?<=[:>|])-|&(?:quot|#3[49]);|%[23][02ad]|u00[23][2ad]|</?(?:key|string)>|to(?=\\s["\'`])){1,16}(?!(?<=:)-)';
/** `name: X, value: Y` as in Kubernetes and compose files, and `name: str = X`. */
const VALUE_KEY = `(?:(?:value|default|(?:&(?:'static )?)?str(?:ing)?\\??(?: \\| \\w{4,9})?)${SEPARATOR})?`;
const SCHEME = '(?:(?:Bearer|Token|Basic|SSWS|ApiKey)\\s["\'`]?)?';
/** `b"…"` of Python, `@"…"` of C# and Objective-C. */
const PREFIX = '(?:[brfuL@$]{1,2}["\'])?';

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const MARK = /(?<=\w)[_-](?=\w)/g;

/** A name of several words as other languages and formats write it: `acme_key`, `acme-key`, `acme.key`, `acmeKey`. */
function spelled(word: string): string[] {
  return [...new Set([word, ...['_', '-', '.', ''].map((mark) => word.replace(MARK, mark))])];
}

/** The same for the pattern, which is not to repeat a word: the engine compiles it at the first place where a word stands. */
const anyOf = (words: string[]) =>
  `(?:${[...new Set(words.map((word) => word.split(MARK).map(escapePattern).join('[_.-]?')))].join('|')})`;

/**
 * Writes a rule for assigned values out in full. The name holds one of the rule's words and says that it is a credential
 * (in the word itself or behind it), or the word alone is what the value is assigned to.
 */
export function assigned(rule: RuleData): RuleData {
  if (typeof rule.assigned === 'string') return named(rule);
  // A call (`client.run(`) says it, too.
  const telling = rule.literals.filter((word) => HAS_HINT.test(word) || word.endsWith('('));
  const names = [
    ...(telling.length > 0 ? [`${anyOf(telling)}${REST}`] : []),
    `${anyOf(rule.literals)}(?:${GAP}${HINT}${REST}|(?=["'\`\\])]{0,2}\\s{0,4}[:=]))`,
  ];
  const { assigned: _, ...rest } = rule;
  return {
    ...rest,
    literals: rule.literals.flatMap(spelled),
    ignoreCase: true,
    shape: rule.shape ?? 'generated',
    pattern: `(?:${names.join('|')})${SEPARATOR}${VALUE_KEY}${PREFIX}${SCHEME}(?<secret>${rule.pattern})`,
  };
}
