import { assigned } from './assigned.ts';
import { surprise } from './bigrams.ts';
import { type Node, parsePattern, widthOf } from './pattern.ts';
import { type ProviderData, type RuleData, WIDEST } from './plan.ts';

/** A user's rule that cannot be used, with the file and rule to look at. */
export class RuleError extends Error {}

/** Ways to match one place that a pattern may leave open; each may be tried by backtracking. */
const MOST_WAYS = 100_000;
/** Expected occurrences per MB of source text, from the bigram model. */
const MOST_FREQUENT = 60;

/** Words that stand in source text far more often than their letters suggest. */
const WORDS = new Set(
  `access account action address admin agent api app application array assert async attribute auth author base body bool boolean
  branch buffer build button bytes cache call catch check class click client close cloud cluster code color column command
  comment common config connect console const container content context control cookie copy count create current data database date
  debug default define delete description dest dev device dict directory display docker document domain element email
  enable encode end engine entry env environment error event example exception exec expect export expr false field file
  filter find first flag float folder form format found function generate get git github global google group handle hash
  header height hidden host html http https image import index info init input insert instance int integer interface item java
  json key label language last layer length level library license line link list live load local location lock log login long
  loop main manager map mark match max memory menu message meta method min mode model module name namespace network new
  node none null number object offset open option order output owner package page panel param parent parse password path
  pattern place plugin point port position post prefix print private process product profile project property provider proxy public
  query range read record ref regex region release remote remove render replace report repository request require resource
  response result return role root route row rule run sample save scale schema scope script search secret section secure select self
  send sequence server service session set setting shape short show signature simple size sort source space spec stack
  start state static status step stop storage store stream string struct style subject success support switch symbol system table
  tag target task template temp test text theme thread time timeout title token tool top total trace track transform tree true
  type undefined unique unit update upload url user username util valid value variable version video view void watch web
  width window with word work write yaml year`.split(/\s+/),
);

/** Why a rule must not be used; empty when it may. */
export function refusals(given: RuleData): string[] {
  const rule = given.assigned ? assigned(given) : given;
  let node: Node;
  try {
    node = parsePattern(rule.pattern, rule.ignoreCase);
  } catch (error) {
    return [`its pattern cannot be used: ${(error as Error).message}`];
  }
  const widest = widthOf(node).max;
  return [
    ...(rule.literals.length === 0 ? ['it has no literal: give a text that stands in every token'] : []),
    ...rule.literals.flatMap((literal) => literalRefusals(literal)),
    ...(widest === Number.POSITIVE_INFINITY
      ? ['an unbounded quantifier (`*`, `+`, `{n,}`): give the most that a token has']
      : []),
    ...(Number.isFinite(widest) && widest > WIDEST
      ? [`a match could be ${widest} bytes wide, at most ${WIDEST} are looked at`]
      : []),
    ...(Number.isFinite(widest) && hasNested(node)
      ? ['nested quantifiers that can divide one text in many ways']
      : []),
    ...(Number.isFinite(widest) && waysOf(node) > MOST_WAYS
      ? ['neighbouring quantifiers over the same characters']
      : []),
  ];
}

function literalRefusals(literal: string): string[] {
  if (literal.length < 3) return [`literal \`${literal}\` is shorter than 3 characters`];
  if (literal.length > 255 || /[^\0-\xff]/.test(literal))
    return [`literal \`${literal}\` must be at most 255 latin-1 characters`];
  const bare = literal.toLowerCase().replace(/[^a-z]/g, '');
  let bits = surprise(literal.charCodeAt(0)) / 2;
  for (let i = 1; i < literal.length; i++)
    bits += surprise(literal.charCodeAt(i), literal.charCodeAt(i - 1)) / 2;
  if (WORDS.has(bare) || 2 ** -bits * 1e6 > MOST_FREQUENT)
    return [`literal \`${literal}\` is a common word: every place with it would cost a match`];
  return [];
}

const isVariable = (node: Node) => node.type === 'repeat' && node.min !== node.max;

function setOf(node: Node): Uint8Array {
  if (node.type === 'set') return node.bytes;
  const bytes = new Uint8Array(256);
  const inner = node.type === 'repeat' ? [node.item] : node.type === 'empty' ? [] : node.items;
  for (const item of inner)
    setOf(item).forEach((on, i) => {
      if (on) bytes[i] = 1;
    });
  return bytes;
}

const overlap = (a: Uint8Array, b: Uint8Array) => a.some((on, i) => on && b[i]);

/** A repeated part that holds a variable repeat, with no separator that its variable parts cannot match. */
function hasNested(node: Node): boolean {
  if (node.type === 'repeat' && node.max > 1 && isAmbiguous(node.item)) return true;
  const inner = node.type === 'repeat' ? [node.item] : 'items' in node ? node.items : [];
  return inner.some(hasNested);
}

function isAmbiguous(node: Node): boolean {
  if (node.type === 'repeat') return isVariable(node) || isAmbiguous(node.item);
  if (node.type === 'choice') return node.items.some(isAmbiguous);
  if (node.type !== 'sequence') return false;
  const variable = node.items.filter((item) => isVariable(item) || isAmbiguous(item));
  if (variable.length === 0) return false;
  const fixed = node.items.filter((item) => !variable.includes(item) && widthOf(item).min > 0);
  return !fixed.some((item) => variable.every((other) => !overlap(setOf(item), setOf(other))));
}

/** Most ways in which neighbouring variable parts over common characters can share one text. */
function waysOf(node: Node): number {
  if (node.type === 'choice') return Math.max(...node.items.map(waysOf));
  if (node.type === 'repeat') return waysOf(node.item);
  if (node.type !== 'sequence') return 1;
  let most = 1;
  let ways = 1;
  let last: Uint8Array | undefined;
  for (const item of node.items) {
    const set = setOf(item);
    if (last && widthOf(item).min > 0 && !overlap(last, set)) ways = 1;
    if (item.type === 'repeat' && item.min !== item.max) {
      ways *= item.max - item.min + 1;
      last = set;
    } else most = Math.max(most, waysOf(item));
    most = Math.max(most, ways);
  }
  return most;
}

const DEFAULTS = {
  kind: 'api-key',
  identity: 'unknown',
  lifetime: 'unknown',
  privilege: 'unknown',
  confidence: 'medium',
} as const;

/** Takes a user's rule file as parsed; throws a RuleError that names file and rule when it cannot be used. */
export function userRules(data: unknown, file: string): ProviderData[] {
  const list = (Array.isArray(data) ? data : [data]) as Partial<ProviderData>[];
  return list.map((entry) => {
    if (typeof entry?.provider !== 'string' || !Array.isArray(entry.rules))
      throw new RuleError(`${file}: needs \`provider\` and a list \`rules\``);
    const rules = entry.rules.map((given: Partial<RuleData>) => {
      const { id, pattern, literals } = given ?? {};
      const fail = (why: string) => new RuleError(`${file}: rule ${id ?? '(without id)'}: ${why}`);
      if (typeof id !== 'string' || typeof pattern !== 'string') throw fail('needs `id` and `pattern`');
      if (!Array.isArray(literals) || literals.some((text) => typeof text !== 'string'))
        throw fail('needs a list `literals`');
      const rule: RuleData = { ...DEFAULTS, title: id, ...given, id, pattern, literals };
      const [why] = refusals(rule);
      if (why) throw fail(why);
      return rule;
    });
    return {
      ...entry,
      provider: entry.provider,
      name: entry.name ?? entry.provider,
      class: entry.class ?? 'user',
      rules,
    };
  });
}
