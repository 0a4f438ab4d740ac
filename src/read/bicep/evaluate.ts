import { localTo } from '../../util/expressions.ts';
import type { BicepFile, Expression, Resource } from './syntax.ts';

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** A file as it is deployed once: by itself, or as the module of another one. */
export interface Scope {
  file: BicepFile;
  path: string;
  /** Address of the deployment: path of the first file and the modules on the way. */
  address: string;
  /** What the file that uses it hands over, worked out when it is asked for. */
  given: ReadonlyMap<string, () => Value>;
  /** Steps that may still be taken for the first file and all its modules: a few lines can describe more than there is room for. */
  budget: { left: number };
  /** Variables of `for`. */
  locals: ReadonlyMap<string, Value>;
  /** The deployment of a module of this file. */
  module(symbol: string): Scope | undefined;
}

/** Evaluations inside one another; a circle ends here. */
const DEEPEST = 60;
/** A longer text names nothing. */
const LONGEST = 10_000;

/**
 * What an expression is worth, as far as the files say it. What a deployment fills in stays its own text, `${parameter}`, which means the same
 * only inside its file; equal expressions stay equal.
 */
export function evaluate(expression: Expression, scope: Scope, depth = 0): Value {
  const unknown = () => unknownOf(expression, scope);
  if (depth > DEEPEST || --scope.budget.left < 0) return unknown();
  const value = (inner: Expression): Value => evaluate(inner, scope, depth + 1);
  switch (expression.kind) {
    case 'text': {
      const parts = expression.parts.map((part) => (typeof part === 'string' ? part : String(value(part))));
      return parts.reduce((sum, part) => sum + part.length, 0) > LONGEST ? unknown() : parts.join('');
    }
    case 'plain':
      return expression.value;
    case 'object':
      return Object.fromEntries(
        expression.entries.map((entry) => [String(value(entry.key)), value(entry.value)]),
      );
    case 'array':
      return expression.items.map(value);
    case 'choice': {
      const then = isUnset(expression.then, scope) ? null : value(expression.then);
      return isEmpty(then) ? value(expression.otherwise) : then;
    }
    case 'default': {
      const first = value(expression.first);
      return isEmpty(first) ? value(expression.otherwise) : first;
    }
    case 'for': {
      const over = value(expression.over);
      if (!Array.isArray(over)) return unknown();
      return over.map((item) =>
        evaluate(expression.body, withLocal(scope, expression.item, item), depth + 1),
      );
    }
    case 'name':
      return named(expression.name, scope, depth) ?? unknown();
    case 'call':
      return called(expression.name, expression.args, value) ?? unknown();
    case 'member':
      return memberOf(expression, scope, depth) ?? unknown();
    default:
      return unknown();
  }
}

/** The scope inside one round of a `for`. */
export const withLocal = (scope: Scope, name: string, value: Value): Scope => ({
  ...scope,
  locals: new Map([...scope.locals, [name, value]]),
});

const isEmpty = (value: Value): boolean => value === null || value === '';

const unknownOf = ({ start, end }: Expression, { file, path }: Scope): string =>
  localTo(path, `\${${file.source.slice(start, Math.min(end, start + 200)).replace(/\s+/g, ' ')}}`);

/** A variable, a parameter as it is given or by its default, or a resource of the file. */
function named(name: string, scope: Scope, depth: number): Value | undefined {
  if (scope.locals.has(name)) return scope.locals.get(name);
  if (scope.given.has(name)) return scope.given.get(name)!();
  const written = scope.file.vars.get(name) ?? scope.file.params.get(name);
  if (written) {
    const value = evaluate(written, scope, depth + 1);
    // An empty default stands for what the deployment has to say.
    return isEmpty(value) && scope.file.params.has(name) ? undefined : value;
  }
  const resource = resourceNamed(name, scope);
  return resource && addressOf(resource, scope, depth);
}

/** A parameter that nobody gives and whose default is empty: `empty(p) ? … : …` asks for it. */
function isUnset(expression: Expression, { file, given, locals }: Scope): boolean {
  if (expression.kind !== 'name' || given.has(expression.name) || locals.has(expression.name)) return false;
  const written = file.params.get(expression.name);
  return written?.kind === 'text' && written.parts.every((part) => part === '');
}

const resourceNamed = (symbol: string, scope: Scope): Resource | undefined =>
  scope.file.resources.find((resource) => resource.symbol === symbol);

/** The id of a resource in the graph. One that exists already is known by its name. */
export function addressOf(resource: Resource, scope: Scope, depth = 0): string {
  const name = resource.existing ? property(resource.body, 'name') : undefined;
  const existing = name && evaluate(name, scope, depth + 1);
  return typeof existing === 'string' && !existing.includes('${')
    ? `bicep:existing/${existing}`
    : `${scope.address}${resource.symbol}`;
}

/** Functions whose result names something; the others stay text (https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions). */
function called(name: string, args: Expression[], value: (inner: Expression) => Value): Value | undefined {
  const values = args.map(value);
  if (/resourceId$/i.test(name)) return `/providers/${values.map(String).join('/')}`;
  if (name === 'toLower') return String(values[0]).toLowerCase();
  if (name === 'concat' && values.every(Array.isArray)) return values.flat() as Value[];
  if (name === 'subscription' || name === 'resourceGroup' || name === 'managementGroup') return name;
  return undefined;
}

/** Properties of a resource that name the identity behind it. */
const IDENTITY = /^(?:id|properties\.(?:principalId|clientId)|appId)$/;

function memberOf(expression: Expression, scope: Scope, depth: number): Value | undefined {
  const { base, keys } = pathOf(expression, scope, depth);
  if (base.kind === 'name' && !scope.locals.has(base.name)) {
    const path = keys.filter((key) => typeof key === 'string').join('.');
    const resource = resourceNamed(base.name, scope);
    if (resource && path === 'name') {
      const name = property(resource.body, 'name');
      return name && evaluate(name, scope, depth + 1);
    }
    if (resource && IDENTITY.test(path)) return addressOf(resource, scope, depth);
    if (resource && path === 'identity.principalId') return `${addressOf(resource, scope, depth)}/identity`;
    const below = scope.module(base.name);
    const output = below && /^outputs\.(\w+)/.exec(path)?.[1];
    if (below && output) {
      const written = below.file.outputs.get(output);
      const rest = keys.slice(keys.indexOf(output) + 1);
      return written && inside(evaluate(written, below, depth + 1), rest);
    }
  }
  return inside(evaluate(base, scope, depth + 1), keys);
}

function pathOf(expression: Expression, scope: Scope, depth: number): { base: Expression; keys: Value[] } {
  if (expression.kind !== 'member') return { base: expression, keys: [] };
  const { base, keys } = pathOf(expression.of, scope, depth);
  return { base, keys: [...keys, evaluate(expression.key, scope, depth + 1)] };
}

function inside(value: Value, keys: Value[]): Value | undefined {
  let here: Value | undefined = value;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Array.isArray(here) ? here[Number(key)] : here[String(key)];
  }
  return here;
}

/** The value written under a name in an object. */
export function property(body: Expression | undefined, name: string): Expression | undefined {
  if (body?.kind !== 'object') return undefined;
  return body.entries.find(({ key }) => key.kind === 'text' && key.parts[0] === name)?.value;
}
