import type { Expression } from '../../util/expression/parse.ts';
import { parseExpression } from '../../util/expression/parse.ts';
import { pathOf, reads } from '../../util/expression/reads.ts';

/** What a condition demands of whoever or whatever starts the run. */
export type Guard = 'association' | 'actor' | 'bot' | 'same-repository' | 'label' | 'decision' | 'branch';

/** Guards that all hold when a condition is true for an event; `never` when it cannot be true for it. */
export type Outcome = ReadonlySet<Guard> | 'never';

const NONE: Outcome = new Set();

/** What must hold for `condition` to be true when `event` started the run. A text that is no expression demands nothing. */
export function guardsOf(condition: string, event: string): Outcome {
  const inner = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(condition)?.[1] ?? condition;
  const expression = parseExpression(inner);
  return expression ? whenTrue(expression, event) : NONE;
}

/** Both must hold. */
export function both(a: Outcome, b: Outcome): Outcome {
  return a === 'never' || b === 'never' ? 'never' : new Set([...a, ...b]);
}

function either(a: Outcome, b: Outcome): Outcome {
  if (a === 'never') return b;
  if (b === 'never') return a;
  return new Set([...a].filter((guard) => b.has(guard)));
}

function whenTrue(expression: Expression, event: string): Outcome {
  if (expression.kind === 'literal') return expression.value ? NONE : 'never';
  if (expression.kind === 'not') return whenFalse(expression.arg, event);
  if (expression.kind === 'binary') {
    const { op, left, right } = expression;
    if (op === '&&') return both(whenTrue(left, event), whenTrue(right, event));
    if (op === '||') return either(whenTrue(left, event), whenTrue(right, event));
    if (op === '==' || op === '!=') return compared(left, right, op === '==', event);
    return NONE;
  }
  if (expression.kind === 'call') return called(expression.name.toLowerCase(), expression.args, event);
  return demanded(pathOf(expression) ?? '');
}

function whenFalse(expression: Expression, event: string): Outcome {
  if (expression.kind === 'literal') return expression.value ? 'never' : NONE;
  if (expression.kind === 'not') return whenTrue(expression.arg, event);
  if (expression.kind === 'binary') {
    const { op, left, right } = expression;
    if (op === '&&') return either(whenFalse(left, event), whenFalse(right, event));
    if (op === '||') return both(whenFalse(left, event), whenFalse(right, event));
    if (op === '==' || op === '!=') return compared(left, right, op === '!=', event);
  }
  const path = pathOf(expression)?.toLowerCase() ?? '';
  return /head\.repo\.fork$/.test(path) ? new Set(['same-repository']) : NONE;
}

function compared(left: Expression, right: Expression, equal: boolean, event: string): Outcome {
  const [path, other] = [pathOf(left), pathOf(right)].map((p) => p?.toLowerCase());
  const text = literal(right) ?? literal(left);
  const subject = path ?? other ?? '';
  if (subject === 'github.event_name' && text !== undefined)
    return (text.toLowerCase() === event) === equal ? NONE : 'never';
  if (
    /head\.repo\.(?:full_name|id|owner\.login|owner\.id)$/.test(subject) ||
    /head\.repo\./.test(other ?? '')
  )
    return equal ? new Set(['same-repository']) : NONE;
  if (/head\.repo\.fork$/.test(subject))
    return (booleanOf(right) ?? booleanOf(left)) === !equal ? new Set(['same-repository']) : NONE;
  if (/head_repository\./.test(`${subject} ${other ?? ''}`))
    return equal ? new Set(['same-repository']) : NONE;
  if (subject === 'github.event.workflow_run.event' && text !== undefined)
    return (text === 'push') === equal ? new Set(['same-repository']) : NONE;
  if (subject.endsWith('repository.private')) return booleanOf(right) === equal ? 'never' : NONE;
  if (!equal) return NONE;
  if (subject.endsWith('author_association')) return associations([text ?? '']);
  return demanded(subject, text);
}

/** What a value that must be true, or equal to something, says of who started the run. */
function demanded(path: string, text?: string): Outcome {
  const subject = path.toLowerCase();
  // A private repository has no strangers.
  if (subject.endsWith('repository.private')) return 'never';
  if (isActor(subject)) return new Set([text?.endsWith('[bot]') ? 'bot' : 'actor']);
  if (/\.type$/.test(subject) && /\.(?:user|sender)\.type$/.test(subject))
    return text === 'Bot' ? new Set(['bot']) : NONE;
  if (/label(?:s\.\*)?\.name$|assignee\.login$/.test(subject)) return new Set(['label']);
  if (subject === 'github.event.action' && (text === 'labeled' || text === 'assigned'))
    return new Set(['label']);
  return /^(?:needs|steps)\..+\.outputs?\b/.test(subject) ? new Set(['decision']) : NONE;
}

function called(name: string, args: Expression[], event: string): Outcome {
  if (name === 'always') return NONE;
  if (name !== 'contains' && name !== 'startswith' && name !== 'endswith') return NONE;
  const [hay, needle] = args;
  if (!hay || !needle) return NONE;
  const inside = pathOf(needle)?.toLowerCase() ?? '';
  if (inside === 'github.event_name') return listed(hay)?.includes(event) === false ? 'never' : NONE;
  if (alternatives(needle).every((path) => path.endsWith('author_association')))
    return associations(listed(hay) ?? []);
  if (isActor(inside)) return new Set(['actor']);
  const subject = pathOf(hay)?.toLowerCase() ?? reads(hay)[0]?.path.toLowerCase() ?? '';
  if (/labels?\b/.test(subject)) return new Set(['label']);
  if (name !== 'contains' && isActor(subject))
    return new Set([literal(needle)?.endsWith('[bot]') ? 'bot' : 'actor']);
  return NONE;
}

/** Paths of `a || b || c`: an event has one of them. A part that is no path is the empty text. */
function alternatives(expression: Expression): string[] {
  if (expression.kind === 'binary' && expression.op === '||')
    return [...alternatives(expression.left), ...alternatives(expression.right)];
  return [pathOf(expression)?.toLowerCase() ?? ''];
}

const TRUSTED = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** CONTRIBUTOR and below are strangers: one merged typo makes a contributor. */
function associations(names: string[]): Outcome {
  return names.length > 0 && names.every((name) => TRUSTED.has(name.toUpperCase()))
    ? new Set(['association'])
    : NONE;
}

const isActor = (path: string) =>
  /^github\.(?:actor|actor_id|triggering_actor)$|\.(?:user|sender|author|pusher)\.(?:login|id|name)$/.test(
    path,
  );

const literal = (expression: Expression) =>
  expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
const booleanOf = (expression: Expression) =>
  expression.kind === 'literal' && typeof expression.value === 'boolean' ? expression.value : undefined;

/** Strings of `fromJSON('["a","b"]')`, or words of a literal. */
function listed(expression: Expression): string[] | undefined {
  const inner = expression.kind === 'call' ? expression.args[0] : expression;
  const text = inner && literal(inner);
  return text?.match(/[\w-]+/g) ?? undefined;
}
