import type { ReadContext } from '../../../model/index.ts';
import type { Tree } from '../../tree/tree.ts';
import { type Ground, groundOf } from '../ground.ts';
import type { Included } from './includes.ts';

/** A job is made of parts of several files (`extends`, `default`); each part is found in the file it is written in. */
export function groundOfAll(files: readonly Included[], context: ReadContext): (path: string) => Ground {
  const owners = new WeakMap<Tree, Ground>();
  const grounds = new Map<string, Ground>();
  for (const { path, source, tree } of files) {
    const ground = groundOf(path, source, context);
    grounds.set(path, ground);
    mark(tree, (part) => owners.set(part, ground));
  }
  return (path) => {
    const own = grounds.get(path)!;
    const of = (tree: Tree | undefined) => (tree && owners.get(tree)) ?? own;
    return {
      ...own,
      at: (tree) => of(tree).at(tree),
      textAt: (tree, key) => of(tree).textAt(tree, key),
      inside: (scalar, start, end) => of(scalar).inside(scalar, start, end),
    };
  };
}

function mark(tree: Tree, put: (tree: Tree) => void): void {
  put(tree);
  if (tree.kind === 'list') for (const item of tree.items) mark(item, put);
  if (tree.kind === 'dict') for (const { value } of tree.entries) mark(value, put);
}
