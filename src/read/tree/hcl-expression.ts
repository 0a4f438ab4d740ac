import type { SyntaxNode as Node } from '../syntax/node.ts';
import { type DictTree, type ListTree, type ScalarTree, type Span, step, type Tree } from './tree.ts';

/** Parts of a `!for` tree in order; what is not written is null. https://developer.hashicorp.com/terraform/language/expressions/for */
export interface ForParts {
  key: Tree;
  value: Tree;
  over: Tree;
  /** Key of the object it makes; null for a list. */
  toKey: Tree;
  toValue: Tree;
  condition: Tree;
  /** True where `...` gathers the values of one key. */
  grouped: Tree;
}

/** The parts of a tree tagged `!for`. */
export function forParts(tree: ListTree): ForParts {
  const [key, value, over, toKey, toValue, condition, grouped] = tree.items as [
    Tree,
    Tree,
    Tree,
    Tree,
    Tree,
    Tree,
    Tree,
  ];
  return { key, value, over, toKey, toValue, condition, grouped };
}

/** Any expression. Deep nesting that no person writes is kept as text. */
export function expression(node: Node, pointer: string, depth = 0): Tree {
  const inner = unwrap(node);
  const at = { span: inner.span, pointer };
  if (depth > 200 || inner.hasError) return opaque(inner.text, at);
  const list = (nodes: readonly Node[], tag?: string): ListTree => ({
    kind: 'list',
    items: nodes.map((child, i) => expression(child, step(pointer, i), depth + 1)),
    ...at,
    ...(tag ? { tag } : {}),
  });
  const parts = inner.namedChildren.filter((child) => child.type !== 'comment');
  switch (inner.type) {
    case 'string_lit':
      return scalar(unquote(inner), at, 'quoted');
    case 'numeric_lit':
      return scalar(exactNumber(inner.text), at);
    case 'bool_lit':
      return scalar(inner.text === 'true', at);
    case 'null_lit':
      return scalar(null, at);
    case 'quoted_template':
    case 'heredoc_template':
      return template(inner, pointer, depth);
    case 'tuple':
      return list(parts.filter((child) => child.type === 'expression'));
    case 'object':
      return object(inner, pointer, depth);
    case 'function_call':
      return call(parts, list);
    case 'conditional':
      return list(parts, '!cond');
    case 'unary_operation': {
      const value = exactNumber(inner.text.replaceAll(/\s/g, ''));
      if (typeof value === 'number' && Number.isFinite(value)) return scalar(value, at);
      return operation(inner, pointer, depth);
    }
    case 'binary_operation':
      return operation(inner, pointer, depth);
    case 'for_expr':
      return parts[0] ? forExpression(parts[0], pointer, depth) : opaque(inner.text, at);
    case 'expression':
      return chain(parts, pointer, depth);
    default:
      return opaque(inner.text, at);
  }
}

interface At {
  span: Span;
  pointer: string;
}

const scalar = (
  value: string | number | boolean | null,
  at: At,
  style: 'plain' | 'quoted' | 'block' = 'plain',
): ScalarTree => ({ kind: 'scalar', value, ...at, style });

const opaque = (text: string, at: At): ScalarTree => ({ ...scalar(text, at), tag: '!expr' });

/** The one node inside wrappers that mean nothing: `expression`, `literal_value`, parentheses, one-interpolation templates. */
function unwrap(node: Node): Node {
  let here = node;
  const wrappers = ['expression', 'literal_value', 'template_expr', 'collection_value', 'operation'];
  while (wrappers.includes(here.type)) {
    const children = here.namedChildren.filter((child) => child.type !== 'comment');
    if (children.length !== 1) break;
    here = children[0]!;
  }
  return here;
}

function call(parts: readonly Node[], list: (nodes: readonly Node[], tag: string) => ListTree): ListTree {
  const args = parts.find((child) => child.type === 'function_arguments')?.namedChildren ?? [];
  const made = list(
    args.filter((child) => child.type === 'expression'),
    `!call ${parts[0]?.text ?? ''}`,
  );
  const last = made.items.at(-1);
  if (!last || !args.some((child) => child.type === 'ellipsis')) return made;
  const spread: Tree = {
    kind: 'list',
    items: [last],
    span: last.span,
    pointer: last.pointer,
    tag: '!spread',
  };
  return { ...made, items: [...made.items.slice(0, -1), spread] };
}

/** Operands stand flat beside their sign: `a.b == c.d` is five nodes. */
function operation(node: Node, pointer: string, depth: number): ListTree {
  const signs = node.children.filter((child) => !/^[A-Za-z_]/.test(child.type));
  const sign = signs[0];
  const operands = [
    node.namedChildren.filter((child) => !sign || child.end <= sign.start),
    node.namedChildren.filter((child) => !sign || child.start >= sign.end),
  ].filter((group) => group.length > 0);
  return {
    kind: 'list',
    items: operands.map((group, i) => chain(group, step(pointer, i), depth)),
    span: node.span,
    pointer,
    tag: `!op ${sign?.type ?? ''}`,
  };
}

/** A value and the steps into it. One that begins with a name keeps its text: that is how references are looked up. */
function chain(nodes: readonly Node[], pointer: string, depth: number): Tree {
  const parts = nodes.filter((child) => child.type !== 'comment');
  const [first, ...steps] = parts;
  const last = parts.at(-1);
  if (!first || !last) return scalar(null, { span: { ...nodes[0]!.span }, pointer });
  if (steps.length === 0) return expression(first, pointer, depth + 1);
  const { endLine, endColumn, end } = last.span;
  const at = { span: { ...first.span, endLine, endColumn, end }, pointer };
  if (first.type === 'variable_expr') return opaque(first.text + steps.map((one) => one.text).join(''), at);
  const items = [
    expression(first, step(pointer, 0), depth + 1),
    ...steps.flatMap((one) => stepsOf(one, pointer, depth)),
  ];
  return { kind: 'list', items, ...at, tag: '!get' };
}

function stepsOf(node: Node, pointer: string, depth: number): Tree[] {
  const at = { span: node.span, pointer };
  switch (node.type) {
    case 'get_attr':
      return [scalar(node.namedChildren[0]?.text ?? '', at)];
    case 'legacy_index':
      return [scalar(Number(node.text.slice(1)), at)];
    case 'index':
    case 'new_index':
      return node.namedChildren.flatMap((child) =>
        child.type === 'expression'
          ? [expression(child, pointer, depth + 1)]
          : stepsOf(child, pointer, depth),
      );
    default:
      return [
        ...(node.type === 'splat' ? [{ ...scalar('*', at), tag: '!splat' }] : []),
        ...node.namedChildren.flatMap((child) => stepsOf(child, pointer, depth)),
      ];
  }
}

function forExpression(node: Node, pointer: string, depth: number): ListTree {
  const { namedChildren } = node;
  const intro = namedChildren.find((child) => child.type === 'for_intro')?.namedChildren ?? [];
  const [first, second] = namedChildren.filter((child) => child.type === 'expression');
  const condition = namedChildren.find((child) => child.type === 'for_cond')?.namedChildren[0];
  const part = (child: Node | undefined, name: string): Tree =>
    child ? expression(child, step(pointer, name), depth + 1) : scalar(null, { span: node.span, pointer });
  const object = node.type === 'for_object_expr';
  return iteration(intro, { node, pointer, depth }, [
    part(object ? first : undefined, 'key'),
    part(object ? second : first, 'value'),
    part(condition, 'if'),
    scalar(
      namedChildren.some((child) => child.type === 'ellipsis'),
      { span: node.span, pointer },
    ),
  ]);
}

interface Place {
  node: Node;
  pointer: string;
  depth: number;
}

/** `for key, value in collection`: of one name it is the value's. */
function iteration(intro: readonly Node[], { node, pointer, depth }: Place, results: Tree[]): ListTree {
  const at = { span: node.span, pointer };
  const names = intro.filter((child) => child.type === 'identifier').map((child) => scalar(child.text, at));
  const over = intro.find((child) => child.type === 'expression');
  return {
    kind: 'list',
    items: [
      names.length > 1 ? names[0]! : scalar(null, at),
      names.at(-1) ?? scalar(null, at),
      over ? expression(over, step(pointer, 'in'), depth + 1) : scalar(null, at),
      ...results,
    ],
    ...at,
    tag: '!for',
  };
}

function object(node: Node, pointer: string, depth: number): DictTree {
  const entries = node.namedChildren.flatMap((child): DictTree['entries'] => {
    if (child.type !== 'object_elem') return [];
    const [name, value] = child.namedChildren.filter((part) => part.type !== 'comment');
    if (!name || !value) return [];
    const key = keyText(name);
    return [{ key, keySpan: name.span, value: expression(value, step(pointer, key), depth + 1) }];
  });
  return { kind: 'dict', entries, span: node.span, pointer };
}

/** A bare word is a key; a quoted one is its text; what must be evaluated stays `${…}`. */
function keyText(node: Node): string {
  const inner = unwrap(node);
  if (inner.type === 'string_lit') return unquote(inner);
  if (inner.type === 'quoted_template') return inner.text.slice(1, -1);
  return node.text.startsWith('(') ? `\${${node.text.slice(1, -1).trim()}}` : inner.text;
}

/** Literal text and expressions in turn. A heredoc without expressions is plain text. */
function template(node: Node, pointer: string, depth: number): Tree {
  const heredoc = node.type === 'heredoc_template';
  const span = node.span;
  const start = heredoc ? node.start + /^[^\n]*\n?/.exec(node.text)![0].length : undefined;
  const items = pieces(node.namedChildren, { node, pointer, depth }, start);
  const first = items[0];
  const style = heredoc ? 'block' : 'quoted';
  if (!first) return { kind: 'scalar', value: '', span, pointer, style };
  if (items.length === 1 && first.kind === 'scalar' && !first.tag) return { ...first, span, pointer, style };
  if (items.length === 1 && !heredoc) return first;
  return { kind: 'list', items, span, pointer, tag: '!template' };
}

const PIECES = ['template_literal', 'template_interpolation', 'template_directive'];

/** Text and expressions of a template. `start` is where a heredoc begins: the grammar drops white space between its parts; offsets bring it back. */
function pieces(nodes: readonly Node[], { node, pointer, depth }: Place, start: number | undefined): Tree[] {
  const items: Tree[] = [];
  let last = start;
  for (const child of nodes) {
    if (!PIECES.includes(child.type)) continue;
    const isText = child.type === 'template_literal';
    const span = { ...child.span, start: last ?? child.start };
    const gap = last !== undefined ? node.text.slice(span.start - node.start, child.start - node.start) : '';
    if (last !== undefined) last = child.end;
    const at = () => ({ span, pointer: step(pointer, items.length) });
    if (isText) {
      const text = start === undefined ? unescapeQuoted(child.text) : unescapeTemplate(gap + child.text);
      items.push(scalar(text, at(), start === undefined ? 'quoted' : 'block'));
      continue;
    }
    if (gap) items.push(scalar(gap, at(), 'block'));
    const here = step(pointer, items.length);
    const inner = child.namedChildren.find((one) => one.type === 'expression');
    items.push(
      inner && child.type === 'template_interpolation'
        ? expression(inner, here, depth + 1)
        : directive(child, { node, pointer: here, depth: depth + 1 }, start !== undefined),
    );
  }
  return items;
}

/** `%{ if }` becomes a choice of two texts, `%{ for }` a text for each member. https://developer.hashicorp.com/terraform/language/expressions/strings#directives */
function directive(child: Node, { node, pointer, depth }: Place, heredoc: boolean): Tree {
  const inner = child.namedChildren[0];
  const at = { span: child.span, pointer };
  const children = inner?.namedChildren ?? [];
  const between = (from: number, to: number): ListTree => ({
    kind: 'list',
    items: pieces(
      children.slice(from, to),
      { node, pointer, depth: depth + 1 },
      heredoc ? children[from - 1]?.end : undefined,
    ),
    ...at,
    tag: '!template',
  });
  if (depth > 50 || child.hasError) return opaque(child.text, at);
  if (inner?.type === 'template_if') {
    const condition = children[0]?.namedChildren.find((one) => one.type === 'expression');
    const otherwise = children.findIndex((one) => one.type === 'template_else_intro');
    const end = children.length - 1;
    if (!condition) return opaque(child.text, at);
    return {
      kind: 'list',
      items: [
        expression(condition, pointer, depth),
        between(1, otherwise < 0 ? end : otherwise),
        otherwise < 0 ? scalar('', at) : between(otherwise + 1, end),
      ],
      ...at,
      tag: '!cond',
    };
  }
  if (inner?.type !== 'template_for') return opaque(child.text, at);
  const none = scalar(null, at);
  const each = iteration(children[0]?.namedChildren ?? [], { node: child, pointer, depth }, [
    none,
    between(1, children.length - 1),
    none,
    scalar(false, at),
  ]);
  return { kind: 'list', items: [scalar('', at), each], ...at, tag: '!call join' };
}

/** Text of a quoted string. */
export const unquote = (node: Node): string =>
  unescapeQuoted(
    node.namedChildren
      .filter((c) => c.type === 'template_literal')
      .map((c) => c.text)
      .join(''),
  );

/** `$${` and `%%{` stand for the literal marks: that is how a policy variable is written in Terraform. */
const unescapeTemplate = (text: string): string => text.replaceAll('$${', '${').replaceAll('%%{', '%{');

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function unescapeQuoted(text: string): string {
  const plain = text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (_, short, long, char) => {
    if (char !== undefined) return ESCAPES[char as string] ?? `\\${char}`;
    const code = Number.parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
  return unescapeTemplate(plain);
}

/** A number, unless printing it would change it (leading zeros, more digits than a double holds). */
function exactNumber(text: string): string | number {
  const value = Number(text);
  return String(value) === text || /[.eE]/.test(text) ? value : text;
}
