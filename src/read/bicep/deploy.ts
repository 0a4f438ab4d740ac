import type { ReadContext, SourceFile } from '../../model/index.ts';
import { evaluate, property, type Scope, withLocal } from './evaluate.ts';
import { parseBicep } from './parse.ts';
import type { Expression, Module, Resource } from './syntax.ts';

/** Modules inside one another, and repetitions of one resource; more is no hand-written infrastructure. */
const DEEPEST = 12;
const MOST = 200;
/** Steps of evaluation for one file with its modules, less than a second, and what opening a module counts for. */
const STEPS = 500_000;
const MODULE = 200;

/** One resource of one deployment; `body` stands for one round of a `for`. */
export interface Deployed {
  resource: Resource;
  body: Expression;
  scope: Scope;
}

/** The file by itself and every module below it, each with what it is given. */
export function* deployments(file: SourceFile, context: ReadContext): Generator<Scope> {
  const budget = { left: STEPS };
  yield* withModules(scopeOf({ file, address: `bicep:${file.path}#`, given: new Map(), budget }, context, 0));
}

function* withModules(scope: Scope): Generator<Scope> {
  yield scope;
  for (const { symbol } of scope.file.modules) {
    const below = scope.module(symbol);
    if (below) yield* withModules(below);
  }
}

interface Start extends Pick<Scope, 'address' | 'given' | 'budget'> {
  file: SourceFile;
}

function scopeOf({ file, ...start }: Start, context: ReadContext, depth: number): Scope {
  const opened = new Map<string, Scope | undefined>();
  const declared = parseBicep(file);
  const scope: Scope = {
    ...start,
    file: declared,
    path: file.path,
    locals: new Map(),
    module(symbol) {
      if (opened.has(symbol)) return opened.get(symbol);
      // A file that uses itself ends here.
      opened.set(symbol, undefined);
      const module = declared.modules.find((candidate) => candidate.symbol === symbol);
      start.budget.left -= MODULE;
      const allowed = depth < DEEPEST && start.budget.left > 0;
      const source = module && allowed ? context.open(beside(file.path, module.path)) : undefined;
      if (!module || !source) return undefined;
      const below = {
        file: source,
        address: `${start.address}${symbol}/`,
        given: paramsOf(module, scope),
        budget: start.budget,
      };
      const made = scopeOf(below, context, depth + 1);
      opened.set(symbol, made);
      return made;
    },
  };
  return scope;
}

/** The parameters a module is given. Of several rounds of a `for` the first stands for all. */
function paramsOf(module: Module, scope: Scope): Scope['given'] {
  const [round] = rounds(module.body, scope);
  const params = round && property(round.body, 'params');
  const entries = params?.kind === 'object' ? params.entries : [];
  return new Map(
    entries.map(({ key, value }) => [
      String(evaluate(key, round!.scope)),
      () => evaluate(value, round!.scope),
    ]),
  );
}

/** Every resource of a deployment; one in a `for` over a known list once for each item. */
export function* resourcesOf(scope: Scope): Generator<Deployed> {
  for (const resource of scope.file.resources)
    for (const round of rounds(resource.body, scope)) yield { resource, ...round };
}

function rounds(body: Expression, scope: Scope): { body: Expression; scope: Scope }[] {
  if (body.kind !== 'for') return [{ body, scope }];
  const over = evaluate(body.over, scope);
  if (!Array.isArray(over)) return [{ body: body.body, scope }];
  return over.slice(0, MOST).map((item) => ({ body: body.body, scope: withLocal(scope, body.item, item) }));
}

/** A path written in a file, relative to it; empty for a module that a registry keeps. */
export function beside(path: string, written: string): string {
  if (/^(?:br|ts)[:/]/.test(written)) return '';
  const parts = path.split('/').slice(0, -1);
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
