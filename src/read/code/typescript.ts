import type { SyntaxNode } from '../syntax/node.ts';
import {
  addCall,
  addClass,
  addEnv,
  addFunction,
  type Build,
  bind,
  inside,
  type Language,
  readSource,
  unspread,
  valueAt,
} from './builder.ts';
import { type Source, text, type Value } from './source.ts';

const TYPESCRIPT: Language = {
  id: 'typescript',
  grammar: 'tsx',
  statements: new Map<string, (build: Build, node: SyntaxNode) => void>([
    ['import_statement', readImport],
    ['variable_declarator', (build, node) => bindTo(build, node.field('name'), node.field('value'))],
    ['public_field_definition', (build, node) => bindTo(build, node.field('name'), node.field('value'))],
    ['assignment_expression', (build, node) => bindTo(build, node.field('left'), node.field('right'))],
    ['function_declaration', named],
    ['generator_function_declaration', named],
    ['method_definition', named],
    ['class_declaration', readClass],
  ]),
  recorded: new Set([
    'call_expression',
    'new_expression',
    'member_expression',
    'subscript_expression',
    'object',
    'array',
    'arrow_function',
    'function_expression',
  ]),
  numbers: new Set(['number']),
  nothing: new Set(['null', 'undefined']),
  lists: new Set(['array']),
  wrappers: new Set([
    'parenthesized_expression',
    'await_expression',
    'as_expression',
    'satisfies_expression',
    'non_null_expression',
    'spread_element',
  ]),
  spread: 'spread_element',
  expressions: new Map([
    ['string', (_, node) => text([stringText(node) ?? ''], node.span)],
    ['template_string', template],
    ['object', object],
    ['member_expression', member],
    ['subscript_expression', subscript],
    ['call_expression', call],
    ['new_expression', call],
    ['arrow_function', (build, node) => functionValue(build, node, '')],
    ['function_expression', (build, node) => functionValue(build, node, '')],
    ['binary_expression', binary],
  ]),
};

/** Reads a TypeScript or JavaScript file into facts; undefined when it is too large to parse. */
export const readTypescript = (path: string, text: string): Source | undefined =>
  readSource(TYPESCRIPT, path, text);

function readImport(build: Build, node: SyntaxNode): void {
  const { source } = build;
  const module = stringText(node.field('source'));
  if (!module) return;
  const names: string[] = [];
  for (const specifier of node.descendantsOfType('import_specifier')) {
    const name = specifier.field('name')?.text ?? '';
    names.push(name);
    source.imports.set(specifier.field('alias')?.text ?? name, `${module}.${name}`);
  }
  const clause = node.namedChildren.find((child) => child.type === 'import_clause');
  for (const child of clause?.namedChildren ?? []) {
    if (child.type === 'identifier') source.imports.set(child.text, `${module}.default`);
    if (child.type === 'namespace_import') source.imports.set(child.firstNamed?.text ?? '', module);
  }
  source.modules.push({ name: module, names, span: node.span });
}

/** `const { tool } = require('ai')` and `const ai = require('ai')`, also `await import('ai')`. */
function readRequire(build: Build, target: SyntaxNode, from: SyntaxNode): boolean {
  const inner = from.type === 'await_expression' ? from.firstNamed : from;
  const fn = inner?.type === 'call_expression' ? inner.field('function')?.text : undefined;
  if (!inner || (fn !== 'require' && fn !== 'import')) return false;
  const module = stringText(inner.field('arguments')?.firstNamed);
  if (!module) return false;
  const names: string[] = [];
  if (target.type === 'identifier') build.source.imports.set(target.text, module);
  for (const child of target.type === 'object_pattern' ? target.namedChildren : []) {
    const name = child.field('key')?.text ?? child.text;
    names.push(name);
    build.source.imports.set(child.field('value')?.text ?? name, `${module}.${name}`);
  }
  build.source.modules.push({ name: module, names, span: from.span });
  return true;
}

function bindTo(build: Build, target: SyntaxNode | undefined, right: SyntaxNode | undefined): void {
  if (!target || !right || readRequire(build, target, right)) return;
  const isFunction = /^(arrow_function|function_expression)$/.test(right.type);
  const bound = isFunction ? functionValue(build, right, target.text) : valueAt(build, right);
  if (/identifier$/.test(target.type) || target.type === 'member_expression')
    bind(build, target.text.replace(/^this\./, ''), bound);
  else
    for (const child of target.namedChildren) {
      const name = child.field('value') ?? child;
      if (/identifier/.test(name.type)) bind(build, name.text, bound);
    }
}

function readClass(build: Build, node: SyntaxNode): void {
  const heritage = node.namedChildren.find((child) => child.type === 'class_heritage');
  const bases = heritage?.descendantsOfType(['identifier', 'member_expression']) ?? [];
  addClass(
    build,
    node,
    node.field('name')?.text ?? '',
    bases.map((base) => base.text),
  );
}

function named(build: Build, node: SyntaxNode): void {
  functionValue(build, node, node.field('name')?.text ?? '');
}

function functionValue(build: Build, node: SyntaxNode, name: string): Value {
  const single = node.field('parameter');
  const params = (single ? [single] : (node.field('parameters')?.namedChildren ?? [])).map(
    (child) => child.field('pattern')?.text ?? child.text,
  );
  const fn = addFunction(build, node, { name, params, decorators: [] });
  inside(build, build.functions, name || '(anonymous)', node.field('body'));
  return { kind: 'function', fn, span: fn.span };
}

const stringText = (node: SyntaxNode | undefined): string | undefined =>
  node?.type === 'string' ? node.namedChildren.map((child) => child.text).join('') : undefined;

function template(build: Build, node: SyntaxNode, children: SyntaxNode[]): Value {
  const parts = children.flatMap((child) => {
    if (child.type === 'string_fragment') return child.text;
    return child.type === 'template_substitution' ? valueAt(build, child.firstNamed) : [];
  });
  return text(parts, node.span);
}

function object(build: Build, node: SyntaxNode, children: SyntaxNode[]): Value {
  return { kind: 'dict', entries: children.flatMap((child) => property(build, child)), span: node.span };
}

function property(build: Build, node: SyntaxNode): { key: string; value: Value }[] {
  if (node.type === 'shorthand_property_identifier')
    return [{ key: node.text, value: { kind: 'name', name: node.text, span: node.span } }];
  if (node.type === 'spread_element') return [{ key: '**', value: valueAt(build, node.firstNamed) }];
  if (node.type === 'method_definition') {
    const name = node.field('name')?.text ?? '';
    return [{ key: name, value: functionValue(build, node, name) }];
  }
  const key = node.field('key');
  if (node.type !== 'pair' || !key) return [];
  return [{ key: stringText(key) ?? key.text, value: valueAt(build, node.field('value')) }];
}

function member(build: Build, node: SyntaxNode): Value {
  const { text: dotted, span } = node;
  const env = /^(?:process|import\.meta|Bun)\.env(?:\.(\w+))?$/.exec(dotted);
  if (env) return addEnv(build, node, env[1]);
  if (/^[\w.$]+$/.test(dotted)) return { kind: 'name', name: dotted, span };
  return { kind: 'other', parts: [valueAt(build, node.field('object'))], span };
}

function subscript(build: Build, node: SyntaxNode): Value {
  const index = valueAt(build, node.field('index'));
  const object = node.field('object');
  if (object?.text === 'process.env' && index.kind === 'string') return addEnv(build, node, index.value);
  return { kind: 'other', parts: [valueAt(build, object), index], span: node.span };
}

/** `process.env.KEY ?? 'default'` is the variable with a fallback. */
function binary(build: Build, node: SyntaxNode): Value {
  const left = valueAt(build, node.field('left'));
  const right = valueAt(build, node.field('right'));
  if (left.kind === 'env' && left.name) return { ...left, fallback: right };
  return { kind: 'other', parts: [left, right], span: node.span };
}

function call(build: Build, node: SyntaxNode): Value {
  const fn = node.field('function') ?? node.field('constructor');
  const args: Value[] = [];
  const fields = new Map<string, Value>();
  for (const child of node.field('arguments')?.namedChildren ?? []) {
    if (child.type === 'comment') continue;
    const argument = valueAt(build, unspread(build, child));
    args.push(argument);
    if (argument.kind === 'dict') for (const entry of argument.entries) fields.set(entry.key, entry.value);
  }
  const written = fn?.text ?? '';
  const target = fn?.type === 'member_expression' ? fn.field('object') : undefined;
  const receiver = target && valueAt(build, target);
  const callee = /^[\w.$]+$/.test(written) ? written : `.${fn?.field('property')?.text ?? ''}`;
  return addCall(build, node, { callee, args, named: fields, receiver });
}
