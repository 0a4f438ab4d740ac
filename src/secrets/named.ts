import type { RuleData } from './plan.ts';

/** A quote as it stands in code, in JSON inside JSON, and in HTML. */
const QUOTE = '\\\\{0,7}(?:["\'`]|&quot;|&#3[49];)';
const SPACE = '[ \\t]{0,8}';
/** The rest of a name, the quotes and brackets that close it. */
const CLOSE = `\\d?(?:${QUOTE}|[\\])]){0,3}`;

/** The type of a variable between its name and its value: any behind a colon, only texts behind a space. */
const TYPED = `(?::\\s?(?:&(?:'static )?)?[A-Za-z]{2,12}[?!]?(?:\\[str\\]| \\| (?:None|null|undefined))?|(?:\\s[Aa]s)?\\s[Ss]tr(?:ing)?)\\s?=`;
/** `name: X, value: Y` in JSON, YAML and XML, over lines or not. */
const VALUE_KEY = '[\\s,]{1,40}["\']?value["\']?\\s{0,3}[:=]';
/** What gives a name a value in quotes. A comma does when the name is in quotes and opens its list, as in `define('NAME', 'value')`. */
const GIVES = [
  TYPED,
  '(?:\\[\\d{0,4}\\]\\s{0,2})?={1,3}>?',
  ':{1,2}[=-]?',
  '<-',
  '>',
  '\\(',
  VALUE_KEY,
  '(?<=[([{]\\s{0,8}["\'][\\w.-]{0,60}["\']),',
  '\\|\\|',
  '\\?\\?',
  // A variable of Terraform.
  '\\s?\\{[^{}]{0,200}?default\\s{0,4}=',
  '(?<=\\w[ \\t]{1,8})(?=@?["\'`])',
].join('|');
/** A call around the value that changes only its type: `SecretStr("…")`, `String("…")`, `encoder.encode("…")`. */
const WRAPPER = '(?:[\\w.&]{0,24}(?:secret|str|string|bytes?|password|some|text|value|encode|of|from)\\()?';
const PREFIX = '[rbufl@$]{0,2}';

/** What follows the word in a name, so that not every place with the word has to be looked at. */
const QUOTED_ENDS = `= : " ' \\ > < [ (" (' ) 1 2 3 &q`.split(' ');
const QUOTED_SPACED = [
  '  ',
  '\t',
  ' =',
  ' :',
  ' "',
  " '",
  ' @',
  ' |',
  ' ?',
  ' str',
  ' as',
  ' As',
  ' <-',
  '\n',
  '\r',
];

/** What gives a name a value without quotes; a folded text of YAML and a shell's default are written with a dash. */
const BARE_GIVES = [
  ':-',
  '[ \\t]{0,4}(?:=|:(?!-))[ \\t]{0,4}',
  ': ?[>|]-?\\s{1,20}',
  '>',
  `["'\`]>`,
  '</key>\\s{0,20}<string>',
  '</name>\\s{0,20}<value>',
  '\\s{1,20}value:[ \\t]{1,4}',
  '(?<=--[\\w-]{0,40})[ \\t]',
].join('|');
/** Where such a value ends: with its line, its tag or its list; at white space only right behind an equals sign or an option. */
const BARE_END =
  '(?=[ \\t]{0,4}(?:[\\r\\n;<&"\'#,}|]|\\\\[nrt]|$)|[ \\t](?<=(?:=|--[\\w-]{1,40}[ \\t])[^\\s=]{6,512}=?=?[ \\t]))';
/** In the resource name of AWS a word behind the account is a kind: `…:111122223333:secret:name`. */
const IN_NAME = '(?<!:[\\d*]{1,12}:)';
const BARE_ENDS = ['  ', '\t', '=', ' =', ':', ' :', '>', '">', "'>", '</', '\n', '\r'];

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/**
 * Writes a rule for values with a telling name of no provider out in full: `quoted` for code, JSON and XML attributes, `bare`
 * for settings without quotes.
 */
export function named(rule: RuleData): RuleData {
  const { unless = [] } = rule;
  const words = `(?:${rule.literals.map(escapePattern).join('|')})`;
  const not = unless.length > 0 ? `(?<!(?:${unless.map(escapePattern).join('|')})[_. -]?)` : '';
  const quoted = rule.assigned === 'quoted';
  const ends = quoted ? [...QUOTED_ENDS, ...QUOTED_SPACED] : BARE_ENDS;
  const options = quoted ? [] : rule.literals.map((word) => `${/^\w/.test(word) ? '-' : ''}${word} `);
  return {
    ...rule,
    ignoreCase: rule.ignoreCase ?? true,
    boundary: 'none',
    literals: [...rule.literals.flatMap((word) => ends.map((end) => word + end)), ...options],
    pattern: quoted
      ? `${not}${words}${CLOSE}${SPACE}(?:${GIVES})\\s{0,8}${WRAPPER}${PREFIX}${QUOTE}(?:Bearer |Basic |Token )?(?<secret>${rule.pattern})${QUOTE}`
      : `${not}${IN_NAME}-?${words}\\d?(?:${BARE_GIVES})(?<secret>${rule.pattern})${BARE_END}`,
  };
}
