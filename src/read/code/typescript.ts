import { type SyntaxNode, spanOf, withSyntax } from '../syntax/grammar.ts';
import { addCall, addEnv, addFunction, type Build, bind, deeper, newBuild, scoped } from './builder.ts';
import { type Source, text, type Value } from './source.ts';

/** Reads a TypeScript or JavaScript file into facts; undefined when it is too large to parse. */
export function readTypescript(path: string, text: string): Source | undefined {
  return withSyntax('tsx', text, (root) => {
    const build = newBuild(path, 'typescript', root.hasError);
    visit(build, root);
    return build.source;
  });
}

function visit(build: Build, node: SyntaxNode): void {
  deeper(build, () => {
    switch (node.type) {
      case 'import_statement':
        return readImport(build, node);
      case 'variable_declarator':
      case 'public_field_definition':
        return bindTo(build, node.childForFieldName('name'), node.childForFieldName('value'));
      case 'assignment_expression':
        return bindTo(build, node.childForFieldName('left'), node.childForFieldName('right'));
      case 'function_declaration':
      case 'generator_function_declaration':
      case 'method_definition':
        functionValue(build, node, node.childForFieldName('name')?.text ?? '');
        return;
      case 'class_declaration':
        return readClass(build, node);
      case 'call_expression':
      case 'new_expression':
      case 'member_expression':
      case 'subscript_expression':
      case 'object':
      case 'array':
      case 'arrow_function':
      case 'function_expression':
        value(build, node);
        return;
    }
    for (const child of node.namedChildren) if (child) visit(build, child);
  });
}

function readImport(build: Build, node: SyntaxNode): void {
  const { source } = build;
  const module = stringText(node.childForFieldName('source'));
  if (!module) return;
  const names: string[] = [];
  for (const specifier of node.descendantsOfType('import_specifier')) {
    const name = specifier?.childForFieldName('name')?.text ?? '';
    names.push(name);
    source.imports.set(specifier?.childForFieldName('alias')?.text ?? name, `${module}.${name}`);
  }
  const clause = node.namedChildren.find((child) => child?.type === 'import_clause');
  for (const child of clause?.namedChildren ?? []) {
    if (child?.type === 'identifier') source.imports.set(child.text, `${module}.default`);
    if (child?.type === 'namespace_import') source.imports.set(child.namedChild(0)?.text ?? '', module);
  }
  source.modules.push({ name: module, names, span: spanOf(node) });
}

/** `const { tool } = require('ai')` and `const ai = require('ai')`, also `await import('ai')`. */
function readRequire(build: Build, target: SyntaxNode, call: SyntaxNode): boolean {
  const inner = call.type === 'await_expression' ? call.namedChild(0) : call;
  const fn = inner?.type === 'call_expression' ? inner.childForFieldName('function')?.text : undefined;
  if (!inner || (fn !== 'require' && fn !== 'import')) return false;
  const module = stringText(inner.childForFieldName('arguments')?.namedChild(0) ?? null);
  if (!module) return false;
  const names: string[] = [];
  if (target.type === 'identifier') build.source.imports.set(target.text, module);
  for (const child of target.type === 'object_pattern' ? target.namedChildren : []) {
    const name = child?.childForFieldName('key')?.text ?? child?.text ?? '';
    names.push(name);
    build.source.imports.set(child?.childForFieldName('value')?.text ?? name, `${module}.${name}`);
  }
  build.source.modules.push({ name: module, names, span: spanOf(call) });
  return true;
}

function bindTo(build: Build, target: SyntaxNode | null, right: SyntaxNode | null): void {
  if (!target || !right || readRequire(build, target, right)) return;
  const isFunction = /^(arrow_function|function_expression)$/.test(right.type);
  const bound = isFunction ? functionValue(build, right, target.text) : value(build, right);
  if (/identifier$/.test(target.type) || target.type === 'member_expression')
    bind(build, target.text.replace(/^this\./, ''), bound);
  else
    for (const child of target.namedChildren) {
      const name = child?.childForFieldName('value') ?? child;
      if (name && /identifier/.test(name.type)) bind(build, name.text, bound);
    }
}

function readClass(build: Build, node: SyntaxNode): void {
  const name = node.childForFieldName('name')?.text ?? '';
  const heritage = node.namedChildren.find((child) => child?.type === 'class_heritage');
  const bases = (heritage?.descendantsOfType(['identifier', 'member_expression']) ?? []).flatMap(
    (c) => c?.text ?? [],
  );
  build.source.classes.push({ name, bases, span: spanOf(node) });
  const body = node.childForFieldName('body');
  if (body) scoped(build.classes, name, () => visit(build, body));
}

function functionValue(build: Build, node: SyntaxNode, name: string): Value {
  const single = node.childForFieldName('parameter');
  const params = (single ? [single] : (node.childForFieldName('parameters')?.namedChildren ?? [])).flatMap(
    (child) => child?.childForFieldName('pattern')?.text ?? child?.text ?? [],
  );
  const fn = addFunction(build, node, { name, params, decorators: [] });
  const body = node.childForFieldName('body');
  if (body) scoped(build.functions, name || '(anonymous)', () => visit(build, body));
  return { kind: 'function', fn, span: fn.span };
}

function value(build: Build, node: SyntaxNode | null): Value {
  if (!node) return { kind: 'literal', value: null, span: ZERO };
  const known = build.made.get(node.id);
  if (known) return known;
  const made = deeper(build, () => convert(build, node)) ?? { kind: 'other', parts: [], span: spanOf(node) };
  build.made.set(node.id, made);
  return made;
}
const ZERO = { start: 0, end: 0, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

const stringText = (node: SyntaxNode | null) =>
  node?.type === 'string' ? node.namedChildren.map((c) => c?.text ?? '').join('') : undefined;

function convert(build: Build, node: SyntaxNode): Value {
  const span = spanOf(node);
  const children = node.namedChildren.filter(
    (child) => child !== null && child.type !== 'comment',
  ) as SyntaxNode[];
  switch (node.type) {
    case 'string':
      return text([stringText(node) ?? ''], span);
    case 'template_string':
      return text(
        children.flatMap((c) =>
          c.type === 'string_fragment'
            ? c.text
            : c.type === 'template_substitution'
              ? value(build, c.namedChild(0))
              : [],
        ),
        span,
      );
    case 'true':
    case 'false':
      return { kind: 'literal', value: node.type === 'true', span };
    case 'null':
    case 'undefined':
      return { kind: 'literal', value: null, span };
    case 'number':
      return { kind: 'literal', value: Number(node.text.replaceAll('_', '')), span };
    case 'array':
      return { kind: 'list', items: children.map((c) => value(build, unwrap(c))), span };
    case 'object':
      return { kind: 'dict', entries: children.flatMap((c) => property(build, c)), span };
    case 'identifier':
      return { kind: 'name', name: node.text, span };
    case 'member_expression':
      return member(build, node);
    case 'subscript_expression': {
      const index = value(build, node.childForFieldName('index'));
      if (node.childForFieldName('object')?.text === 'process.env' && index.kind === 'string')
        return addEnv(build, node, index.value);
      return { kind: 'other', parts: [value(build, node.childForFieldName('object')), index], span };
    }
    case 'call_expression':
    case 'new_expression':
      return call(build, node);
    case 'arrow_function':
    case 'function_expression':
      return functionValue(build, node, '');
    case 'parenthesized_expression':
    case 'await_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'non_null_expression':
    case 'spread_element':
      return value(build, children[0] ?? null);
    case 'binary_expression': {
      // `process.env.KEY ?? 'default'` is the variable with a fallback.
      const left = value(build, node.childForFieldName('left'));
      const right = value(build, node.childForFieldName('right'));
      if (left.kind === 'env' && left.name) return { ...left, fallback: right };
      return { kind: 'other', parts: [left, right], span };
    }
    default:
      return { kind: 'other', parts: children.map((c) => value(build, c)), span };
  }
}

const unwrap = (node: SyntaxNode) => (node.type === 'spread_element' ? (node.namedChild(0) ?? node) : node);

function property(build: Build, node: SyntaxNode): { key: string; value: Value }[] {
  if (node.type === 'shorthand_property_identifier')
    return [{ key: node.text, value: { kind: 'name', name: node.text, span: spanOf(node) } }];
  if (node.type === 'spread_element') return [{ key: '**', value: value(build, node.namedChild(0)) }];
  if (node.type === 'method_definition') {
    const name = node.childForFieldName('name')?.text ?? '';
    return [{ key: name, value: functionValue(build, node, name) }];
  }
  const key = node.childForFieldName('key');
  if (node.type !== 'pair' || !key) return [];
  return [{ key: stringText(key) ?? key.text, value: value(build, node.childForFieldName('value')) }];
}

function member(build: Build, node: SyntaxNode): Value {
  const dotted = node.text;
  const env = /^(?:process|import\.meta|Bun)\.env(?:\.(\w+))?$/.exec(dotted);
  if (env) return addEnv(build, node, env[1]);
  if (/^[\w.$]+$/.test(dotted)) return { kind: 'name', name: dotted, span: spanOf(node) };
  return { kind: 'other', parts: [value(build, node.childForFieldName('object'))], span: spanOf(node) };
}

function call(build: Build, node: SyntaxNode): Value {
  const fn = node.childForFieldName('function') ?? node.childForFieldName('constructor');
  const args: Value[] = [];
  const named = new Map<string, Value>();
  for (const child of node.childForFieldName('arguments')?.namedChildren ?? []) {
    if (!child || child.type === 'comment') continue;
    const argument = value(build, unwrap(child));
    args.push(argument);
    if (argument.kind === 'dict') for (const entry of argument.entries) named.set(entry.key, entry.value);
  }
  const written = fn?.text ?? '';
  const object = fn?.type === 'member_expression' ? fn.childForFieldName('object') : null;
  const receiver = object ? value(build, object) : undefined;
  const callee = /^[\w.$]+$/.test(written) ? written : `.${fn?.childForFieldName('property')?.text ?? ''}`;
  return addCall(build, node, { callee, args, named, receiver });
}
