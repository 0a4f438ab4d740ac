import { entries, type Tree, text } from '../../tree/tree.ts';

/** Pieces of a template that loops may make, all together. */
const MOST = 2000;

/** Texts of a collection: written out, or those a parameter has by default. */
export type Collection = (tree: Tree) => string[] | undefined;

/**
 * A tree with its loops written out: `Fn::ForEach::Name: [Identifier, [values], {"Key${Identifier}": …}]`. A loop over what is hidden is
 * taken once, its identifier as it is written.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function unrolled(tree: Tree, collection: Collection, room = { left: MOST }, depth = 0): Tree {
  if (depth > 60) return tree;
  const inner = (one: Tree) => unrolled(one, collection, room, depth + 1);
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(inner) };
  return {
    ...tree,
    entries: tree.entries.flatMap((entry) => {
      const loop =
        entry.key.startsWith('Fn::ForEach::') && entry.value.kind === 'list' ? entry.value.items : [];
      const [name, over, body] = loop;
      const identifier = text(name);
      if (!identifier || !over || body?.kind !== 'dict') return [{ ...entry, value: inner(entry.value) }];
      const values = collection(over) ?? [`\${${identifier}}`];
      return values.flatMap((value) => {
        room.left -= 1;
        if (room.left < 0) return [];
        return entries(inner(replaced(body, identifier, value)));
      });
    }),
  };
}

/** The identifier of a loop replaced by a value, in keys, in texts and where it is referred to. */
function replaced(tree: Tree, identifier: string, value: string): Tree {
  const fill = (one: string) =>
    one.replaceAll(`\${${identifier}}`, () => value).replaceAll(`&{${identifier}}`, () => value);
  if (tree.kind === 'scalar') {
    if (typeof tree.value !== 'string') return tree;
    if (tree.tag === '!Ref' && tree.value === identifier) return { ...tree, value, tag: undefined };
    return { ...tree, value: fill(tree.value) };
  }
  if (tree.kind === 'list')
    return { ...tree, items: tree.items.map((one) => replaced(one, identifier, value)) };
  const only = tree.entries.length === 1 ? tree.entries[0]! : undefined;
  if (only?.key === 'Ref' && only.value.kind === 'scalar' && only.value.value === identifier)
    return { ...only.value, value };
  return {
    ...tree,
    entries: tree.entries.map((one) => ({
      ...one,
      key: fill(one.key),
      value: replaced(one.value, identifier, value),
    })),
  };
}
