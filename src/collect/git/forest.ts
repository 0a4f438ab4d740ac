import type { Gap } from '../../model/index.ts';
import { type IdTable, idTable } from './id-table.ts';
import { type Numbered, numbered } from './numbered.ts';
import type { Objects } from './objects.ts';
import { BLOB, TREE } from './pack.ts';

/** What hangs on what: every tree that is there, the trees in it, and those blobs in it that are looked for. */
export interface Forest {
  trees: Numbered;
  /** Trees that could not be read. */
  gaps: Gap[];
  /** Some tree names a tree or a file's content that is not there. */
  incomplete: boolean;
  /** What `descend` starts with: no tree was met yet. */
  unmet(): Int32Array;
  /**
   * Goes down from a tree in the order of paths, into trees that were not met before, and writes down for each the one above it
   * (ROOT for the first). Gives each wanted blob by its place in the list, with the tree it is in.
   */
  descend(root: number, above: Int32Array, leaf: (blob: number, tree: number) => void): void;
}

export const ROOT = -1;
const UNMET = -2;

/** Reads all trees. `wanted` are ids of blobs. */
export function readForest(objects: Objects, wanted: string[]): Forest {
  const { idSize } = objects;
  const trees = numbered(objects, TREE);
  const blobs = idTable(wanted.length);
  for (const [i, id] of wanted.entries()) blobs.add(Buffer.from(id, 'hex'), 0, i);
  // Most blobs in a tree are not looked for: bits of the start of their ids tell so without leaving the cache.
  const sieve = new Uint8Array(1 << 17);
  for (const id of wanted)
    sieve[Number.parseInt(id.slice(0, 4), 16)]! |= 1 << (Number.parseInt(id[4]!, 16) & 7);

  const starts = new Uint32Array(trees.count);
  const ends = new Uint32Array(trees.count);
  let links = new Int32Array(1 << 16);
  let used = 0;
  const present = contentsOf(objects);
  let incomplete = false;
  const gaps = trees.walk((number, bytes) => {
    starts[number] = used;
    eachEntry(bytes, idSize, (isTree, name, at) => {
      if (!incomplete && !isSubmodule(bytes, name))
        incomplete = (isTree ? trees.table : present).get(bytes, at) < 0;
      if (!isTree && (sieve[(bytes[at]! << 8) | bytes[at + 1]!]! & (1 << ((bytes[at + 2]! >> 4) & 7))) === 0)
        return;
      const found = (isTree ? trees.table : blobs).get(bytes, at);
      // A tree that is missing, or a blob that is not looked for after all.
      if (found < 0) return;
      if (used === links.length) {
        const more = new Int32Array(2 * used);
        more.set(links);
        links = more;
      }
      links[used++] = isTree ? found : ~found;
    });
    ends[number] = used;
  });
  return {
    trees,
    gaps,
    incomplete,
    unmet: () => new Int32Array(trees.count).fill(UNMET),
    descend(root, above, leaf) {
      const stack: { tree: number; at: number }[] = [];
      const enter = (tree: number, from: number) => {
        if (above[tree] !== UNMET) return;
        above[tree] = from;
        stack.push({ tree, at: starts[tree]! });
      };
      enter(root, ROOT);
      for (let level = stack.at(-1); level; level = stack.at(-1)) {
        if (level.at === ends[level.tree]) stack.pop();
        else {
          const link = links[level.at++]!;
          if (link < 0) leaf(~link, level.tree);
          else enter(link, level.tree);
        }
      }
    },
  };
}

/** Ids of the contents that are there: every blob of a pack, and every loose object whatever it is. */
function contentsOf({ packs, loose }: Objects): IdTable {
  const blobs = packs.map(({ kinds }) => kinds.reduce((sum, kind) => sum + Number(kind === BLOB), 0));
  const table = idTable(blobs.reduce((sum, count) => sum + count, loose.size));
  for (const pack of packs)
    for (const [entry, kind] of pack.kinds.entries())
      if (kind === BLOB) table.add(pack.names, pack.nameAt(entry), 0);
  for (const id of loose.keys()) table.add(Buffer.from(id, 'hex'), 0, 0);
  return table;
}

/** A commit of another repository, mode 160000: it is not kept here. */
const isSubmodule = (bytes: Uint8Array, name: number): boolean =>
  bytes[name - 7] === 0x31 && bytes[name - 6] === 0x36;

/** Entries of a tree: mode, space, name, NUL, id. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects */
export function eachEntry(
  bytes: Uint8Array,
  idSize: number,
  visit: (isTree: boolean, nameAt: number, idAt: number) => void,
): void {
  for (let at = 0; at < bytes.length; ) {
    // Modes are 40000 or six digits; old tools wrote 040000, too.
    const isTree = bytes[at] === 0x34 || (bytes[at] === 0x30 && bytes[at + 1] === 0x34);
    at += 5;
    while (at < bytes.length && bytes[at] !== 32) at++;
    const name = at + 1;
    while (at < bytes.length && bytes[at] !== 0) at++;
    if (at + idSize >= bytes.length) return;
    visit(isTree, name, at + 1);
    at += 1 + idSize;
  }
}
