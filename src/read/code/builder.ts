import { type GrammarName, withSyntax } from '../syntax/grammar.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { Call, FunctionFact, Source, Value } from './source.ts';

/** Deeper nesting than this is generated or hostile; what lies below is left out. */
export const MAX_DEPTH = 150;

/** What tells one language from another. Each table goes from the grammar's node types to what is done with them. */
export interface Language {
  id: Source['language'];
  grammar: GrammarName;
  /** Statements and definitions that are read whole; below all others the walk goes on. */
  statements: ReadonlyMap<string, (build: Build, node: SyntaxNode) => void>;
  /** Expressions that are recorded wherever they stand. */
  recorded: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  nothing: ReadonlySet<string>;
  lists: ReadonlySet<string>;
  /** Nodes that mean what stands inside them: brackets, `await`. */
  wrappers: ReadonlySet<string>;
  /** `*items` in a list: the items themselves. */
  spread: string;
  /** All other expressions with a meaning of their own. */
  expressions: ReadonlyMap<string, (build: Build, node: SyntaxNode, children: SyntaxNode[]) => Value>;
}

/** State of one walk over a syntax tree. */
export interface Build {
  language: Language;
  source: Source;
  depth: number;
  /** Enclosing functions and classes, innermost last. */
  functions: string[];
  classes: string[];
  /** Values already made, by node, so that a call is recorded once. */
  made: Map<number, Value>;
}

/** Reads a source file into facts; undefined when it is too large to parse. */
export function readSource(language: Language, path: string, text: string): Source | undefined {
  return withSyntax(language.grammar, text, (root) => {
    const build: Build = {
      language,
      source: {
        path,
        language: language.id,
        imports: new Map(),
        modules: [],
        bindings: [],
        calls: [],
        functions: [],
        classes: [],
        env: [],
        broken: root.hasError,
      },
      depth: 0,
      functions: [],
      classes: [],
      made: new Map(),
    };
    visit(build, root);
    return build.source;
  });
}

/** Reads a statement, and what stands in it. */
export function visit(build: Build, node: SyntaxNode): void {
  if (build.depth >= MAX_DEPTH) return;
  build.depth++;
  const { statements, recorded } = build.language;
  const read = statements.get(node.type);
  if (read) read(build, node);
  else if (recorded.has(node.type)) valueAt(build, node);
  else for (const child of node.namedChildren) visit(build, child);
  build.depth--;
}

const NOWHERE = { start: 0, end: 0, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** Value of an expression, made once; nothing for what is not there or nested too deep. */
export function valueAt(build: Build, node: SyntaxNode | undefined): Value {
  if (!node) return { kind: 'literal', value: null, span: NOWHERE };
  const known = build.made.get(node.id);
  if (known) return known;
  if (build.depth >= MAX_DEPTH) return { kind: 'other', parts: [], span: node.span };
  build.depth++;
  const made = convert(build, node);
  build.depth--;
  build.made.set(node.id, made);
  return made;
}

function convert(build: Build, node: SyntaxNode): Value {
  const { language } = build;
  const { type, span } = node;
  const children = node.namedChildren.filter((child) => child.type !== 'comment');
  const own = language.expressions.get(type);
  if (own) return own(build, node, children);
  if (type === 'identifier') return { kind: 'name', name: node.text, span };
  if (type === 'true' || type === 'false') return { kind: 'literal', value: type === 'true', span };
  if (language.nothing.has(type)) return { kind: 'literal', value: null, span };
  if (language.numbers.has(type))
    return { kind: 'literal', value: Number(node.text.replaceAll('_', '')), span };
  if (language.wrappers.has(type)) return valueAt(build, children[0]);
  if (language.lists.has(type))
    return { kind: 'list', items: children.map((child) => valueAt(build, unspread(build, child))), span };
  return { kind: 'other', parts: children.map((child) => valueAt(build, child)), span };
}

/** `*items` and `...items` are the items. */
export const unspread = (build: Build, node: SyntaxNode): SyntaxNode =>
  node.type === build.language.spread ? (node.firstNamed ?? node) : node;

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
    span: node.span,
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
  const fn = { ...fact, span: node.span, owner: build.classes.at(-1) };
  build.source.functions.push(fn);
  return fn;
}

/** A class with its bases; what stands in its body belongs to it. */
export function addClass(build: Build, node: SyntaxNode, name: string, bases: string[]): void {
  build.source.classes.push({ name, bases, span: node.span });
  inside(build, build.classes, name, node.field('body'));
}

/** Reads a body that belongs to a named function or class. */
export function inside(build: Build, stack: string[], name: string, body: SyntaxNode | undefined): void {
  if (!body) return;
  stack.push(name);
  visit(build, body);
  stack.pop();
}

export function addEnv(build: Build, node: SyntaxNode, name: string | undefined, fallback?: Value): Value {
  const { span } = node;
  if (name) build.source.env.push({ name, span });
  return { kind: 'env', name, fallback, span };
}

export function bind(build: Build, name: string, value: Value): void {
  build.source.bindings.push({ name, value, within: build.functions.at(-1) });
}
