import { rememberLast } from '../../util/memo.ts';
import { loadGrammar, withSyntax } from '../syntax/grammar.ts';
import type { SyntaxNode as Node } from '../syntax/node.ts';
import { type DictTree, type Parsed, step, type Tree } from './tree.ts';

/** Loads the HCL grammar; a reader that calls `parseHcl` awaits this in its `prepare`. */
export const prepareHcl = (): Promise<void> => loadGrammar('hcl');

/**
 * Reads HCL 2 (Terraform) into the common tree. A block `resource "a" "b" { … }` becomes the entries `resource` › `a` › `b`, one
 * chain for every block, so a block that occurs twice stands twice and is iterated with `entries`, never indexed. What is not a
 * plain value keeps its shape under a tag:
 * `!expr` source text of a reference or an expression · `!template` list of literal text and expressions · `!call NAME` list of
 * arguments · `!cond` list of condition, then, else. https://developer.hashicorp.com/terraform/language/syntax/configuration
 */
export const parseHcl: (source: string) => Parsed = rememberLast(parse);

function parse(source: string): Parsed {
  const parsed = withSyntax('hcl', source, (root) => ({
    tree: body(
      root.namedChildren.find((child) => child.type === 'body'),
      root,
      '',
    ),
    errors: root.hasError ? errorsBelow(root) : [],
  }));
  return parsed ?? { tree: undefined, errors: [{ message: 'not readable as HCL', line: 1, column: 1 }] };
}

function errorsBelow(root: Node): Parsed['errors'] {
  const errors: Parsed['errors'] = [];
  const walk = (node: Node, depth: number) => {
    if (node.isBroken) {
      const { startLine: line, startColumn: column } = node.span;
      errors.push({ message: 'not readable as HCL', line, column });
    } else if (node.hasError && depth < 500 && errors.length < 20)
      for (const child of node.children) walk(child, depth + 1);
  };
  walk(root, 0);
  return errors;
}

function body(node: Node | undefined, holder: Node, pointer: string): DictTree {
  const entries = (node?.namedChildren ?? []).flatMap((child): DictTree['entries'] => {
    if (child.type === 'attribute') {
      const [name, value] = child.namedChildren;
      if (!name || !value) return [];
      return [{ key: name.text, keySpan: name.span, value: expression(value, step(pointer, name.text)) }];
    }
    return child.type === 'block' ? [block(child, pointer)] : [];
  });
  return { kind: 'dict', entries, span: holder.span, pointer };
}

function block(node: Node, pointer: string): DictTree['entries'][number] {
  const labels = node.namedChildren.filter((c) => c.type === 'identifier' || c.type === 'string_lit');
  const names = labels.map((label) => (label.type === 'string_lit' ? unquote(label) : label.text));
  const here = names.reduce(step, pointer);
  let value: DictTree = body(
    node.namedChildren.find((c) => c.type === 'body'),
    node,
    here,
  );
  for (let i = labels.length - 1; i > 0; i--) {
    const entries = [{ key: names[i]!, keySpan: labels[i]!.span, value }];
    value = { kind: 'dict', entries, span: node.span, pointer: names.slice(0, i).reduce(step, pointer) };
  }
  return { key: names[0] ?? '', keySpan: (labels[0] ?? node).span, value };
}

/** Any expression. Deep nesting that no person writes is kept as text. */
function expression(node: Node, pointer: string, depth = 0): Tree {
  const inner = unwrap(node);
  const span = inner.span;
  const opaque = (): Tree => ({
    kind: 'scalar',
    value: inner.text,
    span,
    pointer,
    style: 'plain',
    tag: '!expr',
  });
  if (depth > 200) return opaque();
  const list = (nodes: Node[], tag?: string): Tree => ({
    kind: 'list',
    items: nodes.map((child, i) => expression(child, step(pointer, i), depth + 1)),
    span,
    pointer,
    ...(tag ? { tag } : {}),
  });
  const scalar = (value: string | number | boolean | null, style: 'plain' | 'quoted' = 'plain'): Tree => ({
    kind: 'scalar',
    value,
    span,
    pointer,
    style,
  });
  const parts = inner.namedChildren.filter((child) => child.type !== 'comment');
  switch (inner.type) {
    case 'string_lit':
      return scalar(unquote(inner), 'quoted');
    case 'numeric_lit':
      return scalar(exactNumber(inner.text));
    case 'bool_lit':
      return scalar(inner.text === 'true');
    case 'null_lit':
      return scalar(null);
    case 'unary_operation': {
      const value = exactNumber(inner.text.replaceAll(/\s/g, ''));
      return typeof value === 'number' && Number.isFinite(value) ? scalar(value) : opaque();
    }
    case 'quoted_template':
    case 'heredoc_template':
      return template(inner, pointer, depth);
    case 'tuple':
      return list(parts.filter((child) => child.type === 'expression'));
    case 'object':
      return object(inner, pointer, depth);
    case 'function_call': {
      const args = parts.find((child) => child.type === 'function_arguments');
      const given = args?.namedChildren.filter((child) => child.type === 'expression') ?? [];
      return list(given, `!call ${parts[0]?.text ?? ''}`);
    }
    case 'conditional':
      return list(parts, '!cond');
    default:
      return opaque();
  }
}

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
  const items: Tree[] = [];
  let last = heredoc ? node.start + /^[^\n]*\n?/.exec(node.text)![0].length : undefined;
  for (const child of node.namedChildren) {
    const isText = child.type === 'template_literal';
    if (!isText && child.type !== 'template_interpolation' && child.type !== 'template_directive') continue;
    // The grammar drops white space between the parts of a heredoc; offsets bring it back.
    const at = { ...child.span, start: last ?? child.start };
    const gap = last !== undefined ? node.text.slice(at.start - node.start, child.start - node.start) : '';
    if (heredoc) last = child.end;
    const place = step(pointer, items.length);
    if (isText) {
      const text = heredoc ? unescapeTemplate(gap + child.text) : unescapeQuoted(child.text);
      items.push({
        kind: 'scalar',
        value: text,
        span: at,
        pointer: place,
        style: heredoc ? 'block' : 'quoted',
      });
      continue;
    }
    if (gap) items.push({ kind: 'scalar', value: gap, span: at, pointer: place, style: 'block' });
    const inner = child.namedChildren.find((c) => c.type === 'expression');
    items.push(
      inner && child.type === 'template_interpolation'
        ? expression(inner, step(pointer, items.length), depth + 1)
        : {
            kind: 'scalar',
            value: child.text,
            span: child.span,
            pointer: place,
            style: 'plain',
            tag: '!expr',
          },
    );
  }
  const first = items[0];
  const style = heredoc ? 'block' : 'quoted';
  if (!first) return { kind: 'scalar', value: '', span, pointer, style };
  if (items.length === 1 && first.kind === 'scalar' && !first.tag) return { ...first, span, pointer, style };
  if (items.length === 1 && !heredoc) return first;
  return { kind: 'list', items, span, pointer, tag: '!template' };
}

const unquote = (node: Node): string =>
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
