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
  qualify,
  readSource,
  unspread,
  valueAt,
} from './builder.ts';
import { type Source, text, type Value } from './source.ts';

const PYTHON: Language = {
  id: 'python',
  grammar: 'python',
  statements: new Map<string, (build: Build, node: SyntaxNode) => void>([
    ['import_statement', readImport],
    ['import_from_statement', readImport],
    ['decorated_definition', readDecorated],
    ['function_definition', (build, node) => readFunction(build, node)],
    ['class_definition', readClass],
    ['assignment', readAssignment],
    ['as_pattern', readPattern],
  ]),
  recorded: new Set(['call', 'subscript', 'attribute', 'dictionary', 'list']),
  numbers: new Set(['integer', 'float']),
  nothing: new Set(['none']),
  lists: new Set(['list', 'tuple', 'set']),
  wrappers: new Set(['parenthesized_expression', 'await', 'list_splat']),
  spread: 'list_splat',
  expressions: new Map([
    ['string', string],
    ['concatenated_string', concatenated],
    ['dictionary', dictionary],
    ['attribute', attribute],
    ['subscript', subscript],
    ['call', call],
  ]),
};

/** Reads a Python file into facts; undefined when it is too large to parse. */
export const readPython = (path: string, text: string): Source | undefined => readSource(PYTHON, path, text);

function readImport(build: Build, node: SyntaxNode): void {
  const { source } = build;
  const from = node.field('module_name');
  const module = from?.text;
  const names = node.namedChildren
    .filter((child) => child.id !== from?.id)
    .flatMap((child) => {
      if (child.type === 'aliased_import') {
        const name = child.field('name')?.text ?? '';
        return { name, local: child.field('alias')?.text ?? name };
      }
      return child.type === 'dotted_name' ? { name: child.text, local: child.text } : [];
    });
  for (const { name, local } of names) {
    if (module) source.imports.set(local, `${module}.${name}`);
    else if (local !== name) source.imports.set(local, name);
  }
  const { span } = node;
  if (module) source.modules.push({ name: module, names: names.map((n) => n.name), span });
  else for (const { name } of names) source.modules.push({ name, names: [], span });
}

function readDecorated(build: Build, node: SyntaxNode): void {
  const decorators = node.namedChildren.flatMap((child) =>
    child.type === 'decorator' ? valueAt(build, child.firstNamed) : [],
  );
  const definition = node.field('definition');
  if (definition?.type === 'class_definition') readClass(build, definition);
  else if (definition) readFunction(build, definition, decorators);
}

function readFunction(build: Build, node: SyntaxNode, decorators: Value[] = []): void {
  const name = node.field('name')?.text ?? '';
  const params = (node.field('parameters')?.namedChildren ?? []).flatMap((child) => {
    const id = child.type === 'identifier' ? child : child.descendantsOfType('identifier')[0];
    return id ? id.text : [];
  });
  addFunction(build, node, { name, params, decorators });
  inside(build, build.functions, name, node.field('body'));
}

function readClass(build: Build, node: SyntaxNode): void {
  const bases = node.field('superclasses')?.namedChildren ?? [];
  addClass(
    build,
    node,
    node.field('name')?.text ?? '',
    bases.map((base) => qualify(build.source, base.text)),
  );
}

function readAssignment(build: Build, node: SyntaxNode): void {
  const right = node.field('right');
  if (right) bindTarget(build, node.field('left'), valueAt(build, right));
}

function readPattern(build: Build, node: SyntaxNode): void {
  const bound = valueAt(build, node.firstNamed);
  bindTarget(build, node.field('alias')?.firstNamed, bound);
}

function bindTarget(build: Build, target: SyntaxNode | undefined, bound: Value): void {
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
  const object = target.field('value');
  const index = valueAt(build, target.field('subscript'));
  if (object && index.kind === 'string' && qualify(build.source, object.text) === 'os.environ')
    bind(build, `env:${index.value}`, bound);
}

function string(build: Build, node: SyntaxNode, children: SyntaxNode[]): Value {
  const parts = children.flatMap((child) => {
    if (child.type === 'string_content') return child.text;
    return child.type === 'interpolation' ? valueAt(build, child.firstNamed) : [];
  });
  return text(parts, node.span);
}

function concatenated(build: Build, node: SyntaxNode, children: SyntaxNode[]): Value {
  const parts = children.flatMap((child) => {
    const part = valueAt(build, child);
    return part.kind === 'string' ? (part.template ?? part.value) : part;
  });
  return text(parts, node.span);
}

function dictionary(build: Build, node: SyntaxNode, children: SyntaxNode[]): Value {
  const entries = children.flatMap((child) => {
    if (child.type === 'dictionary_splat') return { key: '**', value: valueAt(build, child.firstNamed) };
    const key = child.field('key');
    if (child.type !== 'pair' || !key) return [];
    const name = key.type === 'string' ? valueAt(build, key) : undefined;
    return {
      key: name?.kind === 'string' ? name.value : key.text,
      value: valueAt(build, child.field('value')),
    };
  });
  return { kind: 'dict', entries, span: node.span };
}

function attribute(build: Build, node: SyntaxNode): Value {
  const { text: dotted, span } = node;
  if (/^[\w.]+$/.test(dotted)) {
    if (qualify(build.source, dotted) === 'os.environ') return addEnv(build, node, undefined);
    return { kind: 'name', name: dotted, span };
  }
  return { kind: 'other', parts: [valueAt(build, node.field('object'))], span };
}

function subscript(build: Build, node: SyntaxNode): Value {
  const object = node.field('value');
  const index = valueAt(build, node.field('subscript'));
  if (object && qualify(build.source, object.text) === 'os.environ' && index.kind === 'string')
    return addEnv(build, node, index.value);
  return { kind: 'other', parts: [valueAt(build, object), index], span: node.span };
}

function call(build: Build, node: SyntaxNode): Value {
  const called = node.field('function');
  // `Agent[Context](…)`: the type argument says nothing about the agent.
  const fn = called?.type === 'subscript' ? called.field('value') : called;
  const args: Value[] = [];
  const named = new Map<string, Value>();
  const list = node.field('arguments');
  for (const child of list?.type === 'argument_list' ? list.namedChildren : [list]) {
    if (!child || child.type === 'comment') continue;
    if (child.type === 'keyword_argument')
      named.set(child.field('name')?.text ?? '', valueAt(build, child.field('value')));
    else if (child.type === 'dictionary_splat') named.set('**', valueAt(build, child.firstNamed));
    else args.push(valueAt(build, unspread(build, child)));
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
  const object = fn?.type === 'attribute' ? fn.field('object') : undefined;
  const receiver = object && valueAt(build, object);
  // `Graph(State).add_node(…).compile()`: the chain's own calls are values of their own; the name is what is called last.
  const callee = /^[\w.]+$/.test(written) ? written : `.${fn?.field('attribute')?.text ?? ''}`;
  return addCall(build, node, { callee, args, named, receiver });
}
