import { hasUnknown } from '../../util/unknown.ts';
import { type Bits, expandRules, orInto, RULE_ACTIONS, WORDS } from './actions.ts';
import { type Condition, compileConditions } from './condition.ts';
import type { Resources } from './resource.ts';

export interface Statement {
  sid: string | undefined;
  index: number;
  effect: 'Allow' | 'Deny';
  /** Actions of the rule universe it names. */
  actions: Bits;
  /** As written, for explanations and for questions about the whole action table. */
  patterns: readonly string[];
  notAction: boolean;
  resources: Resources;
  conditions: readonly Condition[];
  /** Principal or NotPrincipal element as written; trust and resource policies. */
  principal: { negated: boolean; value: unknown } | undefined;
  /** The element as written, for fixes. */
  raw: Readonly<Record<string, unknown>>;
  /** The answer depends on who asks: a policy variable or a condition on the principal. */
  personal: boolean;
}

export interface Compiled {
  statements: readonly Statement[];
  /** What could not be understood or is hidden by an expression, in words. */
  problems: readonly string[];
}

/** Elements of a statement by lower-cased name; AWS is strict when it stores a policy, files are not always. */
function elementsOf(raw: Record<string, unknown>): { [name: string]: unknown } {
  const found: { [name: string]: unknown } = Object.create(null);
  for (const key in raw) found[key.toLowerCase()] = raw[key];
  return found;
}

const list = (value: unknown): unknown[] =>
  Array.isArray(value)
    ? value.some(Array.isArray)
      ? value.flat()
      : value
    : value === undefined
      ? []
      : [value];

const NO_CONDITIONS: readonly Condition[] = [];

const KNOWN = new Set(
  'sid effect principal notprincipal action notaction resource notresource condition'.split(' '),
);

const PERSONAL = /\$\{aws:(?:username|userid|principal)/i;
const ASKS_WHO = /"aws:(?:principal|userid|username|mfa|multifactor|tokenissue|source)/i;

function isPersonal(resource: unknown, condition: unknown): boolean {
  if (condition === undefined && !list(resource).some((one) => typeof one === 'string' && one.includes('${')))
    return false;
  const text = JSON.stringify([resource, condition]);
  return PERSONAL.test(text) || ASKS_WHO.test(text);
}

/** Compiles a policy document; never throws. Documents arrive as objects, or as JSON text, possibly URL-encoded. */
export function compileDocument(document: unknown): Compiled {
  const problems: string[] = [];
  const root = typeof document === 'string' ? parseText(document, problems) : document;
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    if (root !== undefined) problems.push('the document is no policy');
    return { statements: [], problems };
  }
  const found = list(elementsOf(root as Record<string, unknown>)['statement']);
  if (found.length === 0) problems.push('the document has no statement');
  const statements: Statement[] = [];
  for (const [index, raw] of found.entries()) {
    if (typeof raw === 'object' && raw !== null) {
      const compiled = statement(raw as Record<string, unknown>, index, problems);
      if (compiled) statements.push(compiled);
    } else problems.push(`statement ${index + 1} is ${hasUnknown(raw) ? `hidden by ${raw}` : 'no object'}`);
  }
  return { statements, problems };
}

function parseText(text: string, problems: string[]): unknown {
  if (hasUnknown(text) && !text.trimStart().startsWith('{')) {
    problems.push(`the document is hidden by ${text}`);
    return undefined;
  }
  try {
    const trimmed = text.trim();
    return JSON.parse(trimmed.startsWith('%7B') ? decodeURIComponent(trimmed) : trimmed);
  } catch {
    problems.push('the document is not readable as JSON');
    return undefined;
  }
}

function statement(raw: Record<string, unknown>, index: number, problems: string[]): Statement | undefined {
  const label = `statement ${index + 1}`;
  const given = elementsOf(raw);
  const effect = String(given['effect'] ?? '');
  if (effect !== 'Allow' && effect !== 'Deny') {
    problems.push(
      hasUnknown(effect)
        ? `the effect of ${label} is hidden by ${effect}`
        : `${label} has the effect ${JSON.stringify(effect)}, neither Allow nor Deny`,
    );
    return undefined;
  }
  for (const key in raw)
    if (!KNOWN.has(key.toLowerCase()))
      problems.push(`${label} has the unknown element ${JSON.stringify(key)}`);
  const notAction = given['notaction'];
  const patterns = list(notAction ?? given['action']).map(String);
  const hidden = patterns.filter(hasUnknown);
  if (hidden.length > 0) problems.push(`actions of ${label} are hidden by ${hidden.join(', ')}`);
  const notResource = given['notresource'];
  const resource = notResource ?? given['resource'];
  const principal = given['principal'];
  const notPrincipal = given['notprincipal'];
  const condition = given['condition'];
  const sid = given['sid'];
  return {
    sid: typeof sid === 'string' && sid !== '' ? sid : undefined,
    index,
    effect,
    actions: actionBits(patterns, notAction !== undefined),
    patterns,
    notAction: notAction !== undefined,
    resources: { patterns: list(resource ?? '*').map(String), negated: notResource !== undefined },
    conditions: condition === undefined ? NO_CONDITIONS : compileConditions(condition),
    principal:
      notPrincipal !== undefined
        ? { negated: true, value: notPrincipal }
        : principal !== undefined
          ? { negated: false, value: principal }
          : undefined,
    raw,
    personal: isPersonal(resource, condition),
  };
}

const bitsOf = new Map<string, Bits>();

/** Rule actions of an Action or NotAction element; a list that was met before is not expanded again. */
function actionBits(patterns: readonly string[], negated: boolean): Bits {
  const key = `${negated}${patterns.join(' ')}`;
  let bits = bitsOf.get(key);
  if (!bits) {
    bits = expanded(patterns, negated);
    if (bitsOf.size < MAX_REMEMBERED) bitsOf.set(key, bits);
  }
  return bits;
}

/** Far more lists of actions than any account has; a hostile file may have more. */
const MAX_REMEMBERED = 50_000;

function expanded(patterns: readonly string[], negated: boolean): Bits {
  const bits = new Uint32Array(WORDS);
  for (const pattern of patterns) if (!hasUnknown(pattern)) orInto(bits, expandRules(pattern));
  if (!negated) return bits;
  const rest = new Uint32Array(WORDS);
  for (let i = 0; i < RULE_ACTIONS.length; i++)
    if (!(bits[i >> 5]! & (1 << (i & 31)))) rest[i >> 5]! |= 1 << (i & 31);
  return rest;
}

/** Compiles every distinct document once, by its text: accounts repeat themselves. */
export function interner(): (document: unknown) => Compiled {
  const byText = new Map<string, Compiled>();
  return (document) => {
    const key = typeof document === 'string' ? document : JSON.stringify(document ?? null);
    let compiled = byText.get(key);
    if (!compiled) {
      compiled = compileDocument(document);
      byText.set(key, compiled);
    }
    return compiled;
  };
}
