import type { Gap } from '../../model/index.ts';
import { authorOf, readCommits } from './commits.ts';
import { eachEntry, ROOT, readForest } from './forest.ts';
import { missingObjects } from './missing.ts';
import type { Objects } from './objects.ts';
import { git } from './run.ts';

/** Where a blob came from: the first commit that has it, and its path there. */
export interface BlobOrigin {
  path: string;
  commit: string;
  author?: string;
  /** ISO 8601. */
  date?: string;
}

/** What is known of the blobs that were asked for. */
export interface Attribution {
  /** Smaller for blobs that came earlier; infinite for those that no commit holds. */
  rank(id: string): number;
  origin(id: string): BlobOrigin | undefined;
  /** Whether the blob stands in the tree of HEAD. */
  atHead(id: string): boolean;
  /** Trees and commits that could not be read: what came first in them is not known. */
  gaps: Gap[];
}

const NOWHERE = -1;

/**
 * Finds the first commit that holds each blob, in this process: all trees are read once, in the order in which they are stored,
 * then the commits are gone through from the oldest on, and each goes down only into trees that no earlier one had. Commits that nothing
 * refers to any more come last. What a `partial` clone lacks is told already.
 */
export async function attribute(
  folder: string,
  objects: Objects,
  blobs: Iterable<string>,
  partial = false,
): Promise<Attribution> {
  const ids = [...blobs];
  const places = new Map(ids.map((id, i) => [id, i]));
  const forest = readForest(objects, ids);
  const commits = readCommits(objects, forest.trees);

  /** By blob: the place of its first commit in the order, and the tree that has it there. */
  const first = new Int32Array(ids.length).fill(NOWHERE);
  const holder = new Int32Array(ids.length);
  const above = forest.unmet();
  const order = commits.order(await lines(folder, ['rev-list', '--no-walk=unsorted', '--all', '--reflog']));
  let left = ids.length;
  for (let rank = 0; rank < order.length && left > 0; rank++) {
    const root = commits.tree[order[rank]!]!;
    if (root < 0) continue;
    forest.descend(root, above, (blob, tree) => {
      if (first[blob] !== NOWHERE) return;
      first[blob] = rank;
      holder[blob] = tree;
      left--;
    });
  }

  const head = new Set<number>();
  const [headTree] = await lines(folder, ['rev-parse', '--verify', '--quiet', 'HEAD^{tree}']);
  const headRoot = headTree ? forest.trees.table.getHex(Buffer.from(headTree), 0) : NOWHERE;
  if (headRoot >= 0) forest.descend(headRoot, forest.unmet(), (blob) => head.add(blob));

  const rankOf = (id: string) => first[places.get(id)!]!;
  const missing = forest.incomplete && !partial ? await missingObjects(folder) : [];
  return {
    gaps: [...forest.gaps, ...commits.gaps, ...missing],
    rank: (id) => (rankOf(id) === NOWHERE ? Number.POSITIVE_INFINITY : rankOf(id)),
    atHead: (id) => head.has(places.get(id)!),
    origin(id) {
      const rank = rankOf(id);
      if (rank === NOWHERE) return undefined;
      const commit = commits.objects.id(order[rank]!);
      const names: string[] = [];
      let below = id;
      for (let number = holder[places.get(id)!]!; number !== ROOT; number = above[number]!) {
        const tree = forest.trees.id(number);
        names.unshift(nameIn(objects, tree, below));
        below = tree;
      }
      const text = objects.read(commit);
      return { path: names.join('/'), commit, ...(text && authorOf(text)) };
    },
  };
}

/** First name under which a tree has an object; a mark when the tree is gone since it was first read. */
function nameIn(objects: Objects, tree: string, id: string): string {
  const bytes = objects.read(tree);
  if (!bytes) return `(tree ${tree})`;
  const wanted = Buffer.from(id, 'hex');
  let name = '';
  eachEntry(bytes, wanted.length, (_, from, at) => {
    if (name === '' && wanted.equals(bytes.subarray(at, at + wanted.length)))
      name = bytes.utf8Slice(from, at - 1);
  });
  return name;
}

/** Lines of what git prints; none where it fails, as without any commit. */
async function lines(folder: string, args: string[]): Promise<string[]> {
  try {
    return (await git(folder, args)).toString('utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
