import { hasUnknown } from '../../util/unknown.ts';
import { ALL, expandRules, NONE, RULE_ACTIONS, WORDS } from './actions.ts';
import { type Bits, bitsOf, members, minus, unionOf } from './bits.ts';
import { type Condition, compileConditions } from './condition.ts';
import { isGlob } from './glob.ts';
import { type Principals, principalsOf } from './principal.ts';
import { coverage, isEverything, type Resources } from './resource.ts';

export interface Statement {
  sid: string | undefined;
  index: number;
  effect: 'Allow' | 'Deny';
  /** Actions of the rule universe it names. */
  actions: Bits;
  /** Those of them it names on everything of their kind; its conditions are not asked. */
  opens: Bits;
  /** As written, for explanations and for questions about the whole action table. */
  patterns: readonly string[];
  notAction: boolean;
  resources: Resources;
  conditions: readonly Condition[];
  /** Principal or NotPrincipal element, as written and taken apart; trust and resource policies. */
  principal: { negated: boolean; value: unknown; named: Principals } | undefined;
  /** The statement as written, for fixes; where it has a principal. */
  raw: Readonly<Elements> | undefined;
  /** The answer depends on who asks: a policy variable or a condition on the principal. */
  personal: boolean;
}

export interface Compiled {
  statements: readonly Statement[];
  /** What could not be understood or is hidden by an expression, in words. */
  problems: readonly string[];
  sum: Sum;
}

/** What all statements of a document say together. */
export interface Sum {
  /** Actions it allows on something. */
  may: Bits;
  /** Actions it allows on everything, without a condition. */
  wide: Bits;
  /** Actions it allows on everything of their kind, without a condition. */
  open: Bits;
  /** Actions it denies on everything, without a condition. */
  never: Bits;
  /** Some condition asks which policy is attached. */
  asksPolicy: boolean;
}

const NAMES = 'Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition'.split(' ');
const KNOWN = new Set(NAMES);
const SPELLED = new Map([...NAMES, 'Statement'].map((name) => [name.toLowerCase(), name]));

type Elements = { [name: string]: unknown };

/** Elements by the name AWS gives them; AWS is strict when it stores a policy, files are not always. */
function elementsOf(raw: Elements): Elements {
  const found: Elements = Object.create(null);
  for (const key in raw) found[SPELLED.get(key.toLowerCase()) ?? key] = raw[key];
  return found;
}

/** The names of a statement that are not as AWS writes them; nearly always none. */
const oddNames = (raw: Elements): string[] => Object.keys(raw).filter((key) => !KNOWN.has(key));

const list = (value: unknown): unknown[] =>
  Array.isArray(value)
    ? value.some(Array.isArray)
      ? value.flat()
      : value
    : value === undefined
      ? []
      : [value];

const isText = (value: unknown): value is string => typeof value === 'string';

/** A text or a list of texts, as a list. */
function texts(value: unknown): readonly string[] {
  const found = list(value);
  return found.every(isText) ? found : found.map(String);
}

const NO_CONDITIONS: readonly Condition[] = [];

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
    return compiled([], problems);
  }
  const found = list(elementsOf(root as Elements)['Statement']);
  if (found.length === 0) problems.push('the document has no statement');
  const statements: Statement[] = [];
  for (const [index, raw] of found.entries()) {
    if (typeof raw === 'object' && raw !== null) {
      const one = statement(raw as Elements, index, problems);
      if (one) statements.push(one);
    } else problems.push(`statement ${index + 1} is ${hasUnknown(raw) ? `hidden by ${raw}` : 'no object'}`);
  }
  return compiled(statements, problems);
}

function compiled(statements: readonly Statement[], problems: readonly string[]): Compiled {
  const [may, wide, open, never]: [Bits[], Bits[], Bits[], Bits[]] = [[], [], [], []];
  for (const { effect, actions, opens, resources, conditions } of statements) {
    const free = conditions.length === 0;
    const plain = free && isEverything(resources);
    if (effect === 'Allow') {
      may.push(actions);
      if (plain) wide.push(actions);
      if (free) open.push(opens);
    } else if (plain) never.push(actions);
  }
  const sum: Sum = {
    may: unionOf(may, NONE),
    wide: unionOf(wide, NONE),
    open: unionOf(open, NONE),
    never: unionOf(never, NONE),
    asksPolicy: statements.some((one) => one.conditions.some(({ key }) => key === 'iam:policyarn')),
  };
  return { statements, problems, sum };
}

/** A document that says nothing, for one that is not in view. */
export const emptyDocument = (): Compiled => compiled([], []);

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

function statement(raw: Elements, index: number, problems: string[]): Statement | undefined {
  const label = `statement ${index + 1}`;
  const odd = oddNames(raw);
  const given = odd.length > 0 ? elementsOf(raw) : raw;
  const effect = String(given['Effect'] ?? '');
  if (effect !== 'Allow' && effect !== 'Deny') {
    problems.push(
      hasUnknown(effect)
        ? `the effect of ${label} is hidden by ${effect}`
        : `${label} has the effect ${JSON.stringify(effect)}, neither Allow nor Deny`,
    );
    return undefined;
  }
  for (const key of odd)
    if (!SPELLED.has(key.toLowerCase()))
      problems.push(`${label} has the unknown element ${JSON.stringify(key)}`);
  const { Sid: sid, NotAction: notAction, NotResource: notResource, Condition: condition } = given;
  const { patterns, bits: actions } = actionsOf(texts(notAction ?? given['Action']), notAction !== undefined);
  const hidden = patterns.filter(hasUnknown);
  if (hidden.length > 0) problems.push(`actions of ${label} are hidden by ${hidden.join(', ')}`);
  const resource = notResource ?? given['Resource'];
  const resources = { patterns: texts(resource ?? '*'), negated: notResource !== undefined };
  const principal = principalOf(given);
  return {
    sid: typeof sid === 'string' && sid !== '' ? sid : undefined,
    index,
    effect,
    actions,
    opens: opensOf(actions, resources),
    patterns,
    notAction: notAction !== undefined,
    resources,
    conditions: condition === undefined ? NO_CONDITIONS : compileConditions(condition),
    principal,
    raw: principal ? raw : undefined,
    personal: isPersonal(resource, condition),
  };
}

function principalOf({ Principal: value, NotPrincipal: others }: Elements): Statement['principal'] {
  if (others !== undefined) return { negated: true, value: others, named: principalsOf(others) };
  return value === undefined ? undefined : { negated: false, value, named: principalsOf(value) };
}

/** Actions the statement names on everything of their kind. */
function opensOf(actions: Bits, resources: Resources): Bits {
  if (resources.negated || isEverything(resources)) return actions;
  if (!resources.patterns.some(isGlob)) return NONE;
  const covers = coverage(resources.patterns);
  const covered = [...members(actions, RULE_ACTIONS.length)].filter(covers);
  return covered.length > 0 ? bitsOf(covered, WORDS) : NONE;
}

/** An Action or NotAction element: as written, and the rule actions it names. */
interface ActionList {
  patterns: readonly string[];
  bits: Bits;
}
const lists = new Map<string, ActionList>();

/** A list that was met before is the same object: accounts have many statements and few lists of actions. */
function actionsOf(patterns: readonly string[], negated: boolean): ActionList {
  const key = `${negated}${patterns.join(' ')}`;
  let known = lists.get(key);
  if (!known) {
    known = { patterns, bits: expanded(patterns, negated) };
    if (lists.size < MAX_REMEMBERED) lists.set(key, known);
  }
  return known;
}

/** Far more lists of actions than any account has; a hostile file may have more. */
const MAX_REMEMBERED = 50_000;

function expanded(patterns: readonly string[], negated: boolean): Bits {
  const named = unionOf(
    patterns.filter((pattern) => !hasUnknown(pattern)).map((pattern) => expandRules(pattern)),
    NONE,
  );
  return negated ? minus(ALL, named) : named;
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
