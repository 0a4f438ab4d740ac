import type { SecretRule, SecretRuleFile } from '../model/index.ts';
import { type Automaton, automatonOf } from './automaton.ts';
import { edgeSet, leftEdge, notBehind, rightEdge } from './edge.ts';
import { longestRun, type Run, runAfter } from './follow.ts';
import { type Node, parsePattern, sitesOf, widthOf } from './pattern.ts';

/** A rule as far as it comes from rules/secrets: examples stay out of the bundle. */
export type RuleData = Omit<SecretRule, 'examples'>;
export type ProviderData = Omit<SecretRuleFile, 'rules'> & { rules: RuleData[] };

/** How one literal leads to a match. */
export interface Lead {
  literal: string;
  /** The match starts at least and at most so many bytes before the literal. */
  back: [number, number];
  /** What must follow the literal; absent once the kernel's tables, which hold it, are made. */
  run?: Run;
}

/** A rule made ready for matching. */
export interface Plan {
  rule: RuleData;
  provider: string;
  leads: Lead[];
  /** Bytes before and after the start of a literal that can take part in a match. */
  before: number;
  after: number;
  /** Bytes on either side of the start of a literal that can decide whether there is a match, escapes and words nearby included. */
  reach: number;
  /** Bytes that may not stand before a match. */
  edge: Uint8Array | undefined;
  /** Compiled on first use: most rules never meet their literal. */
  readonly pattern: RegExp;
  /** Tells in a few bytes that there is no match; made on first use, too. */
  readonly automaton: Automaton;
  readonly near: RegExp | undefined;
  /** Contextual: recognised by the words around it and not by a literal of its own. */
  contextual: boolean;
  /** How much a match says: 0 a provider's own literal, 1 an assignment to its name, 2 a form without a provider, 3 a mere place, 4 a mere name. */
  rank: 0 | 1 | 2 | 3 | 4;
  /** A token may hold characters that URLs and JSON write as escapes. */
  escapable: boolean;
}

/** Patterns whose width is not bounded are cut here; rules that need it are refused by the lint. */
export const WIDEST = 16_384;
/** Enough for a look-behind and for both sides of an escaped character. */
const MARGIN = 64;
/** Distance within which a word of `near` must stand. */
export const NEAR = 120;

/** `%` and `\\`: with these URLs and JSON write what they cannot hold. */
export const ESCAPE_SIGNS = [37, 92];

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The pattern between its boundaries. */
function bounded(rule: RuleData): RegExp {
  const right = rightEdge(rule);
  const flags = `y${rule.ignoreCase ? 'i' : ''}${rule.pattern.includes('(?<secret>') ? 'd' : ''}`;
  return new RegExp(`${notBehind(leftEdge(rule))}(?:${rule.pattern})${right && `(?!${right})`}`, flags);
}

function leadOf(node: Node, literal: string, ignoreCase: boolean): Lead {
  const all = sitesOf(node, ignoreCase ? literal.toLowerCase() : literal, ignoreCase);
  // A pattern that starts with its literal is tried there, and not again where the literal comes back inside (`eyJ` in a JWT).
  const atStart = all.filter((site) => site.max === 0);
  const sites = atStart.length > 0 ? atStart : all;
  const most = Math.min(WIDEST, widthOf(node).max);
  return {
    literal,
    back: [
      Math.min(most, ...sites.map((site) => site.min)),
      Math.min(most, Math.max(0, ...sites.map((site) => site.max))),
    ],
    run: runAfter(sites),
  };
}

/** A token's own run; shorter ones are words. */
const LONG = 12;

export function makePlan(rule: RuleData, provider: string): Plan {
  const ignoreCase = rule.ignoreCase === true;
  const node = parsePattern(rule.pattern, ignoreCase);
  const leads = rule.literals.map((literal) => leadOf(node, literal, ignoreCase));
  const widest = Math.min(widthOf(node).max, WIDEST);
  // Only in a long run are escapes worth a second look; elsewhere a percent sign is part of a URL.
  const escapable = longestRun(node).length >= LONG && /[/+=:@]/.test(rule.pattern);
  if (escapable) for (const { run } of leads) for (const sign of ESCAPE_SIGNS) run!.bytes[sign] = 1;
  const before = MARGIN + Math.max(0, ...leads.map((lead) => lead.back[1]));
  const after = widest + MARGIN;
  // base64 makes a text longer by a third, escapes at most three times.
  const widened = Math.max(
    Math.ceil((before * 4) / 3),
    escapable ? Math.min(3 * after, WIDEST) : Math.ceil((after * 4) / 3),
  );
  return ready({
    rule,
    provider,
    leads,
    before,
    after,
    reach: 8 + widened + (rule.near ? NEAR : 0),
    contextual: ignoreCase,
    escapable,
  });
}

function rankOf({
  provider,
  contextual,
  rule,
}: Pick<Plan, 'provider' | 'contextual' | 'rule'>): Plan['rank'] {
  if (provider !== 'generic') return contextual ? 1 : 0;
  if (typeof rule.assigned === 'string') return 4;
  return contextual || rule.pattern.includes('(?<secret>') ? 3 : 2;
}

/** Adds the patterns, which are compiled when a literal is met for the first time. */
export function ready(plan: Omit<Plan, 'pattern' | 'automaton' | 'near' | 'rank' | 'edge'>): Plan {
  const { rule } = plan;
  let pattern: RegExp | undefined;
  let automaton: Automaton | undefined;
  let near: RegExp | undefined;
  return {
    ...plan,
    edge: edgeSet(leftEdge(rule)),
    rank: rankOf(plan),
    get pattern() {
      pattern ??= bounded(rule);
      return pattern;
    },
    get automaton() {
      automaton ??= automatonOf(
        parsePattern(rule.pattern, rule.ignoreCase),
        plan.escapable ? ESCAPE_SIGNS : [],
      );
      return automaton;
    },
    get near() {
      if (rule.near) near ??= new RegExp(rule.near.map((word) => escapePattern(word)).join('|'), 'i');
      return near;
    },
  };
}
