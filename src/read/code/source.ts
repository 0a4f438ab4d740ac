import { groupBy } from '../../util/group.ts';
import type { Span } from '../tree/tree.ts';

/** An expression of Python or TypeScript, reduced to what an agent definition is made of. Nothing is evaluated. */
export type Value =
  /** `template` holds text and expressions in turn when the string is put together at run time. */
  | { kind: 'string'; value: string; template?: (string | Value)[]; span: Span }
  | { kind: 'literal'; value: number | boolean | null; span: Span }
  | { kind: 'list'; items: Value[]; span: Span }
  | { kind: 'dict'; entries: { key: string; value: Value }[]; span: Span }
  /** A dotted name as written: `agent`, `self.tools`. */
  | { kind: 'name'; name: string; span: Span }
  /** An environment variable; without a name the whole environment. */
  | { kind: 'env'; name?: string; fallback?: Value; span: Span }
  | { kind: 'call'; call: Call; span: Span }
  | { kind: 'function'; fn: FunctionFact; span: Span }
  /** Anything else, with the parts that may still be of interest. */
  | { kind: 'other'; parts: Value[]; span: Span };

export interface Call {
  /** Dotted name as written, without `new`: `Agent`, `ai.generateText`, `agent.as_tool`. */
  callee: string;
  /** The same with its first segment replaced by what was imported: `langgraph.prebuilt.create_react_agent`. */
  resolved: string;
  args: Value[];
  /** Keyword arguments; in TypeScript the entries of object literals among the arguments. */
  named: Map<string, Value>;
  /** The object a method is called on, when that is a call or a name. */
  receiver?: Value;
  span: Span;
  /** Enclosing function, innermost. */
  within?: string;
}

export interface FunctionFact {
  name: string;
  params: string[];
  decorators: Value[];
  span: Span;
  /** Enclosing class, where there is one. */
  owner?: string;
}

export interface Binding {
  name: string;
  value: Value;
  within?: string;
}

/** One source file as facts. */
export interface Source {
  path: string;
  language: 'python' | 'typescript';
  /** Local name -> qualified name (`langgraph.prebuilt.create_react_agent`, `ai.generateText`). */
  imports: Map<string, string>;
  /** Modules named by imports, as written. */
  modules: { name: string; names: string[]; span: Span }[];
  bindings: Binding[];
  calls: Call[];
  functions: FunctionFact[];
  classes: { name: string; bases: string[]; span: Span }[];
  /** Environment variables read anywhere in the file. */
  env: { name: string; span: Span }[];
  broken: boolean;
}

/** A string of literal text and expressions. */
export function text(parts: (string | Value)[], span: Span): Value {
  const literal = parts.map((part) => (typeof part === 'string' ? part : '')).join('');
  const plain = parts.every((part) => typeof part === 'string');
  return { kind: 'string', value: literal, ...(plain ? {} : { template: parts }), span };
}

/** Last segment of a dotted name. */
export const lastOf = (dotted: string) => dotted.slice(dotted.lastIndexOf('.') + 1);

/** Everything below a value, itself first. Calls include their arguments. */
export function* within(value: Value | undefined): Generator<Value> {
  if (!value) return;
  yield value;
  if (value.kind === 'list') for (const item of value.items) yield* within(item);
  else if (value.kind === 'dict') for (const entry of value.entries) yield* within(entry.value);
  else if (value.kind === 'env') yield* within(value.fallback);
  else if (value.kind === 'string') {
    for (const part of value.template ?? []) if (typeof part !== 'string') yield* within(part);
  } else if (value.kind === 'other') for (const part of value.parts) yield* within(part);
  else if (value.kind === 'call') {
    if (value.call.receiver) yield* within(value.call.receiver);
    for (const argument of value.call.args) yield* within(argument);
    for (const argument of value.call.named.values()) yield* within(argument);
  }
}

export const inside = (inner: Span, outer: Span) => inner.start >= outer.start && inner.end <= outer.end;

const byName = new WeakMap<Source, Map<string, Binding[]>>();

/** Bindings of a name in a file, in source order. */
export function bindingsOf(source: Source, name: string): readonly Binding[] {
  let names = byName.get(source);
  if (!names) {
    names = groupBy(source.bindings, (one) => one.name);
    byName.set(source, names);
  }
  return names.get(name) ?? [];
}

/** What a name stands for: the last binding in the same function, else at file level, else anywhere; names are followed a few steps. */
export function resolve(
  source: Source,
  value: Value | undefined,
  within?: string,
  depth = 0,
): Value | undefined {
  if (value?.kind !== 'name' || depth > 5) return value;
  const name = value.name.replace(/^(self|this|cls)\./, '');
  const all = bindingsOf(source, name).filter((binding) => binding.value !== value);
  const found =
    all.findLast((binding) => binding.within === within) ??
    all.findLast((binding) => binding.within === undefined) ??
    all.at(-1);
  return found ? resolve(source, found.value, found.within, depth + 1) : value;
}

/** Calls that stand inside a span. */
export function callsIn(source: Source, span: Span): Call[] {
  return source.calls.filter((call) => inside(call.span, span));
}

/** Text of a string value that is written out whole. */
export function stringOf(value: Value | undefined): string | undefined {
  return value?.kind === 'string' && !value.template ? value.value : undefined;
}

/** True, false, or undefined when it is neither written out. */
export function flagOf(value: Value | undefined): boolean | undefined {
  return value?.kind === 'literal' && typeof value.value === 'boolean' ? value.value : undefined;
}
