import type { SecretRule, SecretRuleFile } from '../model/index.ts';
import { afterLiteral, type Node, parsePattern, type Run, runOf, widthOf } from './pattern.ts';

/** A rule as far as it comes from rules/secrets: examples stay out of the bundle. */
export type RuleData = Omit<SecretRule, 'examples'>;
export type ProviderData = Omit<SecretRuleFile, 'rules'> & { rules: RuleData[] };

/** How one literal leads to a match: the pattern starts there, or the literal stands somewhere inside it. */
export interface Lead {
  literal: string;
  atStart: boolean;
  run: Run;
}

/** A rule made ready for matching. */
export interface Plan {
  rule: RuleData;
  provider: string;
  leads: Lead[];
  /** Bytes before and after the start of a literal that can take part in a match. */
  before: number;
  after: number;
  /** Compiled on first use: most rules never meet their literal. */
  readonly pattern: RegExp;
  readonly near: RegExp | undefined;
  /** Contextual: recognised by the words around it and not by a literal of its own. */
  contextual: boolean;
  /** A token may hold characters that URLs and JSON write as escapes. */
  escapable: boolean;
}

/** Patterns whose width is not bounded are cut here; rules that need it are refused by the lint. */
export const WIDEST = 16_384;
/** Enough for a look-behind and for both sides of an escaped character. */
const MARGIN = 64;
/** Distance within which a word of `near` must stand. */
export const NEAR = 120;

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const EDGES: Record<NonNullable<RuleData['boundary']>, string> = {
  word: '[A-Za-z0-9_]',
  token: '[A-Za-z0-9_-]',
  base64: '[A-Za-z0-9_+/=-]',
  none: '',
};

/**
 * The pattern between its boundaries. A contextual rule starts with a word that may be part of a longer name; a pattern that
 * is wider than its secret starts with a key, before which an assignment may stand.
 */
function bounded(rule: RuleData): RegExp {
  const right = EDGES[rule.boundary ?? 'word'];
  const wider = rule.pattern.includes('(?<secret>');
  const left = rule.ignoreCase ? '' : right && wider ? EDGES.word : right;
  const flags = `y${rule.ignoreCase ? 'i' : ''}${wider ? 'd' : ''}`;
  return new RegExp(`${left && `(?<!${left})`}(?:${rule.pattern})${right && `(?!${right})`}`, flags);
}

function leadOf(node: Node, literal: string, ignoreCase: boolean): Lead {
  const continuations = afterLiteral([node], literal, ignoreCase);
  return { literal, atStart: continuations.length > 0, run: runOf(continuations) };
}

export function makePlan(rule: RuleData, provider: string): Plan {
  const ignoreCase = rule.ignoreCase === true;
  const node = parsePattern(rule.pattern, ignoreCase);
  const leads = rule.literals.map((literal) => leadOf(node, literal, ignoreCase));
  const widest = Math.min(widthOf(node).max, WIDEST);
  let pattern: RegExp | undefined;
  let near: RegExp | undefined;
  return {
    rule,
    provider,
    leads,
    before: MARGIN + (leads.every((lead) => lead.atStart) ? 0 : widest),
    after: widest + MARGIN,
    contextual: ignoreCase || rule.near !== undefined,
    escapable:
      leads.some((lead) => [...'+/=:@'].some((char) => lead.run.bytes[char.charCodeAt(0)])) ||
      /[/+=:@]/.test(rule.pattern),
    get pattern() {
      pattern ??= bounded(rule);
      return pattern;
    },
    get near() {
      if (rule.near) near ??= new RegExp(rule.near.map((word) => escapePattern(word)).join('|'), 'i');
      return near;
    },
  };
}
