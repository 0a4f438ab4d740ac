import { entries, type Tree } from '../tree/tree.ts';

const plain = (key: string) => key.replaceAll('_', '').toLowerCase();

/** `get` for one API written in three styles: `AuthorizerType` (CloudFormation), `authorizer_type` (Terraform), `authorizerType` (SDK). */
export function pick(tree: Tree | undefined, ...path: string[]): Tree | undefined {
  let here = tree;
  for (const step of path) {
    if (here?.kind === 'list') here = here.items[0];
    here = entries(here).findLast((entry) => plain(entry.key) === plain(step))?.value;
  }
  return here;
}

/** All values under a key: a list's items, or Terraform blocks that repeat. */
export function pickAll(tree: Tree | undefined, key: string): Tree[] {
  return entries(tree)
    .filter((entry) => plain(entry.key) === plain(key))
    .flatMap((entry) =>
      entry.value.kind === 'list' && !entry.value.tag ? entry.value.items : [entry.value],
    );
}
