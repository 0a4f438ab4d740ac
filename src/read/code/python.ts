import { type SyntaxNode, spanOf, withSyntax } from '../syntax/grammar.ts';
import {
  addCall,
  addEnv,
  addFunction,
  type Build,
  bind,
  deeper,
  newBuild,
  qualify,
  scoped,
} from './builder.ts';
import { type Source, text, type Value } from './source.ts';

/** Reads a Python file into facts; undefined when it is too large to parse. */
export function readPython(path: string, text: string): Source | undefined {
  return withSyntax('python', text, (root) => {
    const build = newBuild(path, 'python', root.hasError);
    visit(build, root);
    return build.source;
  });
}

function visit(build: Build, node: SyntaxNode): void {
  deeper(build, () => {
    switch (node.type) {
      case 'import_statement':
      case 'import_from_statement':
        return readImport(build, node);
      case 'decorated_definition':
        return readDefinition(
          build,
          node.childForFieldName('definition'),
          node.namedChildren.flatMap((child) =>
            child?.type === 'decorator' ? value(build, child.namedChild(0)) : [],
          ),
        );
      case 'function_definition':
      case 'class_definition':
        return readDefinition(build, node, []);
      case 'assignment': {
        const right = node.childForFieldName('right');
        if (right) bindTarget(build, node.childForFieldName('left'), value(build, right));
        return;
      }
      case 'as_pattern': {
        const bound = value(build, node.namedChild(0));
        bindTarget(build, node.childForFieldName('alias')?.namedChild(0) ?? null, bound);
        return;
      }
      case 'call':
      case 'subscript':
      case 'attribute':
      case 'dictionary':
      case 'list':
        value(build, node);
        return;
    }
    for (const child of node.namedChildren) if (child) visit(build, child);
  });
}

function readImport(build: Build, node: SyntaxNode): void {
  const { source } = build;
  const module = node.childForFieldName('module_name')?.text;
  const names = node.namedChildren
    .filter((child) => child && child.id !== node.childForFieldName('module_name')?.id)
    .flatMap((child) => {
      if (child?.type === 'aliased_import') {
        const name = child.childForFieldName('name')?.text ?? '';
        return { name, local: child.childForFieldName('alias')?.text ?? name };
      }
      return child?.type === 'dotted_name' ? { name: child.text, local: child.text } : [];
    });
  for (const { name, local } of names) {
    if (module) source.imports.set(local, `${module}.${name}`);
    else if (local !== name) source.imports.set(local, name);
  }
  const span = spanOf(node);
  if (module) source.modules.push({ name: module, names: names.map((n) => n.name), span });
  else for (const { name } of names) source.modules.push({ name, names: [], span });
}

function readDefinition(build: Build, node: SyntaxNode | null, decorators: Value[]): void {
  if (!node) return;
  const name = node.childForFieldName('name')?.text ?? '';
  const body = node.childForFieldName('body');
  if (node.type === 'class_definition') {
    const bases = (node.childForFieldName('superclasses')?.namedChildren ?? []).flatMap((c) =>
      c ? qualify(build.source, c.text) : [],
    );
    build.source.classes.push({ name, bases, span: spanOf(node) });
    if (body) scoped(build.classes, name, () => visit(build, body));
    return;
  }
  const params = (node.childForFieldName('parameters')?.namedChildren ?? []).flatMap((child) => {
    const id = child?.type === 'identifier' ? child : child?.descendantsOfType('identifier')[0];
    return id ? id.text : [];
  });
  addFunction(build, node, { name, params, decorators });
  if (body) scoped(build.functions, name, () => visit(build, body));
}

function bindTarget(build: Build, target: SyntaxNode | null, bound: Value): void {
  if (!target) return;
  if (target.type === 'identifier' || target.type === 'attribute')
    bind(build, target.text.replace(/^(self|cls)\./, ''), bound);
  else if (target.type === 'subscript') bindVariable(build, target, bound);
  else if (/^(pattern_list|tuple_pattern|tuple)$/.test(target.type))
    // `tools, client = await connect()`: each name stands for the whole, which is what joins them.
    for (const child of target.namedChildren) bindTarget(build, child, bound);
}

/** `os.environ["NAME"] = "true"` sets a variable, which some frameworks take a switch from. */
function bindVariable(build: Build, target: SyntaxNode, bound: Value): void {
  const object = target.childForFieldName('value');
  const index = value(build, target.childForFieldName('subscript'));
  if (object && index.kind === 'string' && qualify(build.source, object.text) === 'os.environ')
    bind(build, `env:${index.value}`, bound);
}

function value(build: Build, node: SyntaxNode | null): Value {
  if (!node) return { kind: 'other', parts: [], span: ZERO };
  const known = build.made.get(node.id);
  if (known) return known;
  const made = deeper(build, () => convert(build, node)) ?? { kind: 'other', parts: [], span: spanOf(node) };
  build.made.set(node.id, made);
  return made;
}
const ZERO = { start: 0, end: 0, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

function convert(build: Build, node: SyntaxNode): Value {
  const span = spanOf(node);
  const children = node.namedChildren.filter(
    (child) => child !== null && child.type !== 'comment',
  ) as SyntaxNode[];
  switch (node.type) {
    case 'string':
      return text(
        children.flatMap((c) =>
          c.type === 'string_content'
            ? c.text
            : c.type === 'interpolation'
              ? value(build, c.namedChild(0))
              : [],
        ),
        span,
      );
    case 'concatenated_string':
      return text(
        children.flatMap((c) => {
          const part = value(build, c);
          return part.kind === 'string' ? (part.template ?? part.value) : part;
        }),
        span,
      );
    case 'true':
    case 'false':
      return { kind: 'literal', value: node.type === 'true', span };
    case 'none':
      return { kind: 'literal', value: null, span };
    case 'integer':
    case 'float':
      return { kind: 'literal', value: Number(node.text.replaceAll('_', '')), span };
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: 'list', items: children.map((c) => value(build, unwrap(c))), span };
    case 'dictionary':
      return {
        kind: 'dict',
        entries: children.flatMap((child) => {
          if (child.type === 'dictionary_splat')
            return { key: '**', value: value(build, child.namedChild(0)) };
          const key = child.childForFieldName('key');
          if (child.type !== 'pair' || !key) return [];
          const name = key.type === 'string' ? value(build, key) : undefined;
          return {
            key: name?.kind === 'string' ? name.value : key.text,
            value: value(build, child.childForFieldName('value')),
          };
        }),
        span,
      };
    case 'identifier':
      return { kind: 'name', name: node.text, span };
    case 'attribute':
      return attribute(build, node);
    case 'subscript':
      return subscript(build, node);
    case 'call':
      return call(build, node);
    case 'parenthesized_expression':
    case 'await':
    case 'list_splat':
      return value(build, children[0] ?? null);
    default:
      return { kind: 'other', parts: children.map((c) => value(build, c)), span };
  }
}

const unwrap = (node: SyntaxNode) => (node.type === 'list_splat' ? (node.namedChild(0) ?? node) : node);

function attribute(build: Build, node: SyntaxNode): Value {
  const dotted = node.text;
  if (/^[\w.]+$/.test(dotted)) {
    if (qualify(build.source, dotted) === 'os.environ') return addEnv(build, node, undefined);
    return { kind: 'name', name: dotted, span: spanOf(node) };
  }
  return { kind: 'other', parts: [value(build, node.childForFieldName('object'))], span: spanOf(node) };
}

function subscript(build: Build, node: SyntaxNode): Value {
  const object = node.childForFieldName('value');
  const index = value(build, node.childForFieldName('subscript'));
  if (object && qualify(build.source, object.text) === 'os.environ' && index.kind === 'string')
    return addEnv(build, node, index.value);
  return { kind: 'other', parts: [value(build, object), index], span: spanOf(node) };
}

function call(build: Build, node: SyntaxNode): Value {
  const called = node.childForFieldName('function');
  // `Agent[Context](…)`: the type argument says nothing about the agent.
  const fn = called?.type === 'subscript' ? called.childForFieldName('value') : called;
  const args: Value[] = [];
  const named = new Map<string, Value>();
  const list = node.childForFieldName('arguments');
  for (const child of list?.type === 'argument_list' ? list.namedChildren : [list]) {
    if (!child || child.type === 'comment') continue;
    if (child.type === 'keyword_argument')
      named.set(child.childForFieldName('name')?.text ?? '', value(build, child.childForFieldName('value')));
    else if (child.type === 'dictionary_splat') named.set('**', value(build, child.namedChild(0)));
    else args.push(value(build, unwrap(child)));
  }
  const written = fn?.text ?? '';
  const qualified = qualify(build.source, written);
  const first = args[0];
  if (
    /^os\.(getenv|environ\.get|environ\.pop|environ\.setdefault)$/.test(qualified) &&
    first?.kind === 'string'
  )
    return addEnv(build, node, first.value, args[1]);
  if (
    /^os\.environ\.(copy|items)$/.test(qualified) ||
    (qualified === 'dict' && first?.kind === 'env' && !first.name)
  )
    return addEnv(build, node, undefined);
  const object = fn?.type === 'attribute' ? fn.childForFieldName('object') : null;
  const receiver = object ? value(build, object) : undefined;
  // `Graph(State).add_node(…).compile()`: the chain's own calls are values of their own; the name is what is called last.
  const callee = /^[\w.]+$/.test(written) ? written : `.${fn?.childForFieldName('attribute')?.text ?? ''}`;
  return addCall(build, node, { callee, args, named, receiver });
}
