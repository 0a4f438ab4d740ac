import { shannon } from './entropy.ts';

/** Template grammars: the value is put in later, so nothing secret stands here. */
const TEMPLATE =
  /\$\{[^}]*\}|\{\{.*\}\}|\$\([^)]*\)|%\([^)]*\)[sd]|<%.*%>|^<[^<>]*>$|^%[A-Za-z_]\w*%$|^\$[A-Za-z_]\w*$|^\{[A-Za-z_][\w.]*\}$|^\[[A-Za-z _-]+\]$|#\{[^}]*\}|\{\d?\}/;

/** Words that people write where a value belongs. */
const STAND_IN =
  /example|sample|dummy|placeholder|change.?me|change.?this|replace|redacted|removed|masked|hidden|censored|your.?|insert|enter.?|put.?here|goes.?here|to.?do|fill.?|(?:^|[^a-z])(?:fake|test|mock|stub|invalid|bogus|foo|bar|baz|foobar|none|null|undefined|nil|true|false|secret|password|passwd|token|api.?key|value|string|xyz)(?:$|[^a-z])/i;

const RUNS = '0123456789abcdefghijklmnopqrstuvwxyz0123456789';

/** Longest piece that counts up or down the digits or the alphabet. */
function longestSequence(text: string): number {
  const lower = text.toLowerCase();
  let best = 1;
  let up = 1;
  let down = 1;
  for (let i = 1; i < lower.length; i++) {
    const before = RUNS.indexOf(lower[i - 1]!);
    const here = RUNS.indexOf(lower[i]!);
    const known = before >= 0 && here >= 0;
    const follows = (a: number, b: number) =>
      known && (b === a + 1 || (RUNS[a] === '9' && RUNS[b] === '0') || (RUNS[a] === 'z' && RUNS[b] === '0'));
    up = follows(before, here) ? up + 1 : 1;
    down = follows(here, before) ? down + 1 : 1;
    best = Math.max(best, up, down);
  }
  return best;
}

/**
 * A body that no generator makes: one character over and over, or very few of them. Long tokens hold headers in which runs are
 * no sign of it: nine `A` in every OpenSSH key, ten slashes in session tokens of AWS.
 */
export function isFilled(body: string): boolean {
  const runs = body.match(/([^\s])\1{7,}/g)?.reduce((sum, run) => sum + run.length, 0) ?? 0;
  if (runs > 0 && 4 * runs >= body.length) return true;
  if (/\*{4}|x{6}|X{6}|\.{4}/.test(body)) return true;
  return body.length >= 12 && shannon(body) < Math.min(2, Math.log2(body.length) * 0.5);
}

/** Counts up or down for most of its length. */
export function isSequential(body: string): boolean {
  const longest = longestSequence(body);
  return longest >= 10 || (longest >= 6 && longest * 2 >= body.length);
}

/** A stand-in for a token with a literal of its own: stricter than for a free value, since real tokens are random text. */
export function isTokenPlaceholder(token: string, literal: string): boolean {
  const cut = token.indexOf(literal);
  const body = cut < 0 ? token : token.slice(0, cut) + token.slice(cut + literal.length);
  return (
    isFilled(body) ||
    TEMPLATE.test(body) ||
    /EXAMPLE|example|PLACEHOLDER|placeholder|REDACTED|redacted|your[-_]|YOUR[-_]/.test(body)
  );
}

/** Documented example, template text or an obvious stand-in, for a value of which nothing is known. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  return text === '' || TEMPLATE.test(text) || isFilled(text) || isSequential(text) || STAND_IN.test(text);
}
