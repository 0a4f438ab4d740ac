import type { Attribution, BlobOrigin } from './attribution.ts';
import { git } from './run.ts';

/**
 * Finds the first commit that brought each blob by a log of git's: for few commits the cheapest way, for a whole history the
 * reference of `attribute`. `commits` is what `git log` is asked for.
 */
export async function attributeByLog(
  folder: string,
  blobs: Set<string>,
  commits = ['--all', '--reflog'],
): Promise<Attribution> {
  const ranks = new Map<string, number>();
  const origins = new Map<string, BlobOrigin>();
  const atHead = new Set<string>();
  if (blobs.size > 0) {
    for (const line of await fields(folder, ['ls-tree', '-r', '-z', 'HEAD'], '\0')) {
      const id = line.slice(line.indexOf(' ', 7) + 1, line.indexOf('\t'));
      if (blobs.has(id)) atHead.add(id);
    }
    const form = ['--reverse', '--raw', '--no-abbrev', '--no-renames', '-m', '--root'];
    let origin: BlobOrigin = { path: '', commit: '' };
    let rank = 0;
    for (const line of await fields(
      folder,
      ['log', ...form, '--format=%x01%H%x00%an%x00%aI', ...commits],
      '\n',
    )) {
      if (line[0] === '\x01') {
        const [commit, author, date] = line.slice(1).split('\0');
        // Versions of git write UTC in two ways.
        origin = { path: '', commit: commit!, author, date: date?.replace('+00:00', 'Z') };
        rank++;
      } else if (line[0] === ':') {
        const [, , , id, status] = line.split(/[ \t]/, 5);
        if (!blobs.has(id!) || ranks.has(id!) || status === 'D') continue;
        ranks.set(id!, rank);
        origins.set(id!, { ...origin, path: line.slice(line.indexOf('\t') + 1) });
      }
    }
  }
  return {
    gaps: [],
    rank: (id) => ranks.get(id) ?? Number.POSITIVE_INFINITY,
    origin: (id) => origins.get(id),
    atHead: (id) => atHead.has(id),
  };
}

/** Fields of what git prints; none where it fails, as without any commit. */
async function fields(folder: string, args: string[], separator: string): Promise<string[]> {
  try {
    return (await git(folder, args)).toString('utf8').split(separator);
  } catch {
    return [];
  }
}
