import { type SyntaxNode, spanOf } from '../syntax/grammar.ts';
import type { Call, FunctionFact, Source, Value } from './source.ts';

/** Deeper nesting than this is generated or hostile; what lies below is left out. */
export const MAX_DEPTH = 150;

/** State of one walk over a syntax tree. */
export interface Build {
  source: Source;
  depth: number;
  /** Enclosing functions and classes, innermost last. */
  functions: string[];
  classes: string[];
  /** Values already made, by node, so that a call is recorded once. */
  made: Map<number, Value>;
}

export function newBuild(path: string, language: Source['language'], broken: boolean): Build {
  return {
    source: {
      path,
      language,
      imports: new Map(),
      modules: [],
      bindings: [],
      calls: [],
      functions: [],
      classes: [],
      env: [],
      broken,
    },
    depth: 0,
    functions: [],
    classes: [],
    made: new Map(),
  };
}

/** Replaces the first segment of a dotted name by what was imported under it. */
export function qualify(source: Source, dotted: string): string {
  const dot = dotted.indexOf('.');
  const head = dot < 0 ? dotted : dotted.slice(0, dot);
  const imported = source.imports.get(head);
  return imported ? imported + (dot < 0 ? '' : dotted.slice(dot)) : dotted;
}

export function addCall(
  build: Build,
  node: SyntaxNode,
  call: Omit<Call, 'span' | 'within' | 'resolved'>,
): Value {
  const full: Call = {
    ...call,
    resolved: qualify(build.source, call.callee),
    span: spanOf(node),
    within: build.functions.at(-1),
  };
  build.source.calls.push(full);
  return { kind: 'call', call: full, span: full.span };
}

export function addFunction(
  build: Build,
  node: SyntaxNode,
  fact: Pick<FunctionFact, 'name' | 'params' | 'decorators'>,
): FunctionFact {
  const fn = { ...fact, span: spanOf(node), owner: build.classes.at(-1) };
  build.source.functions.push(fn);
  return fn;
}

export function addEnv(build: Build, node: SyntaxNode, name: string | undefined, fallback?: Value): Value {
  const span = spanOf(node);
  if (name) build.source.env.push({ name, span });
  return { kind: 'env', name, fallback, span };
}

export function bind(build: Build, name: string, value: Value): void {
  build.source.bindings.push({ name, value, within: build.functions.at(-1) });
}

/** Runs `body` one level deeper; undefined when the limit is reached. */
export function deeper<T>(build: Build, body: () => T): T | undefined {
  if (build.depth >= MAX_DEPTH) return undefined;
  build.depth++;
  try {
    return body();
  } finally {
    build.depth--;
  }
}

/** Runs `body` inside a named function or class. */
export function scoped(stack: string[], name: string, body: () => void): void {
  stack.push(name);
  body();
  stack.pop();
}
