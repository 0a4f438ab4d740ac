import { parseExpression } from '../tree/hcl.ts';
import { get, type ListTree, type Tree } from '../tree/tree.ts';
import type { Frame, Origin } from './frame.ts';
import { instanceAt, outputOf, sourceOf } from './references.ts';
import { type Step, traversal } from './traversal.ts';
import { isBare, isEmpty } from './value.ts';

/** Functions that give back the first of their arguments that is anything. */
const PASSING = new Set([
  '!call try',
  '!call coalesce',
  '!call sensitive',
  '!call nonsensitive',
  '!call one',
]);

/** One step towards where an expression is written; undefined when it is written here. */
export function originOf(frame: Frame, tree: Tree, path: string): Origin | undefined {
  if (tree.kind === 'list') {
    const chosen = choices(frame, tree)[0];
    return chosen && { tree: chosen, path, values: frame.self };
  }
  const inner = expressionIn(tree);
  if (inner) return { tree: inner, path, values: frame.self };
  const found = tree.kind === 'scalar' && tree.tag === '!expr' ? traversal(String(tree.value)) : undefined;
  const [first, ...rest] = found?.steps ?? [];
  if (!found || !first || !('name' in first) || Object.hasOwn(frame.scope, found.root)) return undefined;
  if (found.root === 'var' || found.root === 'local') {
    const source = sourceOf(frame, `${found.root}.${first.name}`);
    return source && inside(frame, source, rest);
  }
  if (found.root === 'module') {
    const output = outputOf(frame, first.name, rest);
    return output && inside(frame, output, output.rest);
  }
  const [name, ...attributes] = rest;
  if (found.root !== 'data' || !name || !('name' in name)) return undefined;
  const resource = frame.deployment.module.byAddress.get(`data.${first.name}.${name.name}`);
  const values = resource && instanceAt(frame, resource, attributes);
  return values && { tree: resource.body, path: resource.path, resource, values };
}

/** The expression that a text of JSON syntax is made of wholly. https://developer.hashicorp.com/terraform/language/syntax/json */
export function expressionIn(tree: Tree): Tree | undefined {
  if (tree.kind !== 'scalar' || tree.tag || typeof tree.value !== 'string') return undefined;
  const source = /^\$\{([^{}]+)\}$/.exec(tree.value)?.[1];
  if (!source || /^[a-z0-9-]+:/i.test(source)) return undefined;
  const inner = parseExpression(source);
  // Places are those of the text.
  return inner && inner.kind !== 'dict' ? { ...inner, span: tree.span, pointer: tree.pointer } : undefined;
}

/** What an expression gives one of: the branch of a condition that it takes first, then what says something. */
function choices(frame: Frame, tree: ListTree): Tree[] {
  const [condition, ...branches] = tree.items;
  const all =
    tree.tag === '!cond'
      ? condition && frame.self.value(condition) === false
        ? branches.reverse()
        : branches
      : PASSING.has(tree.tag ?? '')
        ? tree.items
        : [];
  const written = all.filter((one) => !isEmpty(frame.self.value(one) ?? null));
  return [...written.filter((one) => !isBare(frame.self.value(one))), ...written];
}

/** The part of an expression that steps lead to, as far as they are written out in it. */
function inside(frame: Frame, origin: Origin, path: readonly Step[]): Origin | undefined {
  let { tree } = origin;
  for (const one of path) {
    const key = 'name' in one ? one.name : 'index' in one ? frame.self.value(one.index) : undefined;
    const next = typeof key === 'string' || typeof key === 'number' ? get(tree, key) : undefined;
    if (!next || tree.tag) return undefined;
    tree = next;
  }
  return { tree, path: origin.path, values: origin.values };
}
