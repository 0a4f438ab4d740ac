import { rememberLast } from '../../util/memo.ts';
import { loadGrammar, withSyntax } from '../syntax/grammar.ts';
import type { SyntaxNode as Node } from '../syntax/node.ts';
import { expression, unquote } from './hcl-expression.ts';
import { type DictTree, type Parsed, step, type Tree } from './tree.ts';

/** Loads the HCL grammar; a reader that calls `parseHcl` awaits this in its `prepare`. */
export const prepareHcl = (): Promise<void> => loadGrammar('hcl');

/**
 * Reads HCL 2 (Terraform) into the common tree. A block `resource "a" "b" { … }` becomes the entries `resource` › `a` › `b`, one
 * chain for every block, so a block that occurs twice stands twice and is iterated with `entries`, never indexed. What is not a
 * plain value keeps its shape under a tag:
 * `!expr` source text of a reference or of what has no shape here · `!template` list of literal text and expressions · `!call NAME`
 * list of arguments, the last under `!spread` where `...` follows it · `!cond` list of condition, then, else · `!op SIGN` list of
 * operands · `!get` list of a value and the steps into it, `!splat` for all members · `!for` list as `ForParts` names it.
 * https://developer.hashicorp.com/terraform/language/syntax/configuration
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

const parsedBefore = new Map<string, Tree | undefined>();
/** Expressions of JSON syntax and of keys are few, and asked for again with every instance of a resource. */
const MAX_REMEMBERED = 2000;
/** Whole templates are not kept. */
const LONG = 1000;

/** One expression that stands in a text, such as what `"${…}"` holds in JSON syntax. Undefined for what is none. */
export function parseExpression(source: string): Tree | undefined {
  if (parsedBefore.has(source)) return parsedBefore.get(source);
  const { tree, errors } = parse(`x = ${source}\n`);
  const found = errors.length === 0 && tree?.kind === 'dict' ? tree.entries[0]?.value : undefined;
  if (source.length > LONG) return found;
  if (parsedBefore.size >= MAX_REMEMBERED) parsedBefore.clear();
  parsedBefore.set(source, found);
  return found;
}
