import { entries, items, type Tree } from '../tree/tree.ts';
import type { TfModule, TfResource } from './module.ts';

/** Says what an attribute of a resource will be, where the platform makes it from others (`email` of a service account). */
export type Attribute = (
  resource: TfResource,
  attribute: string,
  evaluate: (tree: Tree | undefined) => string | undefined,
) => string | undefined;

const MAX_DEPTH = 12;

/**
 * Text of an expression as far as it is decided by the files: literals, templates, defaults of variables, locals, attributes of resources.
 * What is not decided stays as `${expression}`, so that equal unknowns stay equal. Undefined for lists, dicts and what is not written.
 */
export function evaluator(
  module: TfModule,
  attribute: Attribute = () => undefined,
): (tree: Tree | undefined) => string | undefined {
  const evaluate = (tree: Tree | undefined, depth = 0): string | undefined => {
    if (!tree || depth > MAX_DEPTH) return undefined;
    if (tree.kind === 'dict') return undefined;
    if (tree.kind === 'list') {
      if (tree.tag === '!template')
        return tree.items.map((item) => evaluate(item, depth + 1) ?? '${…}').join('');
      // Which branch is taken is decided by the deployment; the place keeps two such unknowns apart.
      if (tree.tag === '!cond') return `\${condition:${tree.span.startLine}}`;
      return tree.tag ? call(tree.tag, tree.items, depth) : undefined;
    }
    if (tree.value === null) return undefined;
    const text = String(tree.value);
    if (tree.tag === '!expr') return reference(text, depth) ?? `\${${text}}`;
    // JSON syntax and plans write expressions inside strings.
    return text.includes('${')
      ? text.replace(/\$\{([^{}]*)\}/g, (whole, inner: string) => reference(inner.trim(), depth) ?? whole)
      : text;
  };
  const call = (tag: string, args: Tree[], depth: number): string => {
    const name = tag.slice('!call '.length);
    const values = args.map((arg) => evaluate(arg, depth + 1) ?? '${…}');
    if (name === 'format' && values[0]) {
      let next = 1;
      return values[0].replace(/%[sdv]/g, () => values[next++] ?? '${…}');
    }
    if (['lower', 'tostring', 'trimspace', 'coalesce', 'try', 'nonsensitive', 'sensitive'].includes(name))
      return values[0] ?? '${…}';
    return `\${${name}(${values.join(',')})}`;
  };
  const reference = (text: string, depth: number): string | undefined => {
    const plain = text.replace(/\[[^\]]*\]/g, '').replace(/^"(.*)"$/, '$1');
    const value = module.values.get(plain);
    if (value) return evaluate(value, depth + 1);
    const [, address, name] = /^((?:data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+)\.([\w.]+)$/.exec(plain) ?? [];
    const resource = address ? module.byAddress.get(address) : undefined;
    if (!resource || !name) return undefined;
    const made = attribute(resource, name, (tree) => evaluate(tree, depth + 1));
    if (made !== undefined) return made;
    const written =
      resource.body.kind === 'dict'
        ? resource.body.entries.find((entry) => entry.key === name)?.value
        : undefined;
    return written ? evaluate(written, depth + 1) : undefined;
  };
  return (tree) => evaluate(tree);
}

/** The text is decided, nothing in it depends on a deployment. */
export const isKnown = (text: string | undefined): text is string =>
  text !== undefined && !text.includes('${');

/** Items of a list, also of one that a local or variable holds, or that functions such as `toset` and `concat` wrap. */
export function listItems(tree: Tree | undefined, module: TfModule, depth = 0): Tree[] {
  if (!tree || depth > MAX_DEPTH) return [];
  if (tree.kind === 'scalar' && tree.tag === '!expr')
    return listItems(module.values.get(String(tree.value)), module, depth + 1);
  if (tree.kind === 'list' && tree.tag?.startsWith('!call ')) {
    const wraps = ['toset', 'tolist', 'concat', 'distinct', 'compact', 'flatten', 'setunion'].includes(
      tree.tag.slice(6),
    );
    return wraps ? tree.items.flatMap((item) => listItems(item, module, depth + 1)) : [];
  }
  if (tree.kind === 'dict') return entries(tree).map((entry) => entry.value);
  return items(tree, true);
}

/**
 * Values `each.value` and `each.key` take in a resource with `for_each` over a literal set or map; the one resource when there is none.
 * https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
 */
export function eachValues(resource: TfResource, module: TfModule): Tree[] {
  const each =
    resource.body.kind === 'dict'
      ? resource.body.entries.find((entry) => entry.key === 'for_each')?.value
      : undefined;
  return each ? listItems(each, module) : [];
}
