import { git } from './run.ts';

/** Where a blob came from: the first commit that has it under this path. */
export interface BlobOrigin {
  path: string;
  commit?: string;
  author?: string;
  /** ISO 8601. */
  date?: string;
}

/** What is known of blobs that were asked for. Blobs that no commit holds (dropped, stashed away, never committed) are absent. */
export interface Attribution {
  origins: Map<string, BlobOrigin>;
  /** Those of the blobs that stand in the tree of HEAD. */
  atHead: Set<string>;
}

/** Git compares every path with every argument: with more of them a log of all paths is cheaper. */
const MOST_PATHS = 20;

/**
 * Looks up path, first commit, author and date of the blobs, and nothing else: paths come from one walk over the trees, commits
 * from a log narrowed to those paths.
 */
export async function attribute(folder: string, blobs: Set<string>): Promise<Attribution> {
  const atHead = new Set<string>();
  const origins = new Map<string, BlobOrigin>();
  if (blobs.size === 0) return { origins, atHead };
  for (const line of await lines(folder, ['ls-tree', '-r', '-z', 'HEAD'], '\0')) {
    const id = line.slice(line.indexOf(' ', 7) + 1, line.indexOf('\t'));
    if (blobs.has(id)) atHead.add(id);
  }
  const paths = new Set<string>();
  for (const line of await lines(
    folder,
    ['rev-list', '--objects', '--all', '--reflog', '--missing=allow-any'],
    '\n',
  )) {
    const cut = line.indexOf(' ');
    const id = cut < 0 ? '' : line.slice(0, cut);
    if (!blobs.has(id)) continue;
    origins.set(id, { path: line.slice(cut + 1) });
    paths.add(line.slice(cut + 1));
  }
  const narrowed =
    paths.size <= MOST_PATHS
      ? ['--', ...paths].map((path) => (path === '--' ? path : `:(literal)${path}`))
      : [];
  const format = '--format=%x01%H%x00%an%x00%aI';
  const log = [
    'log',
    '--all',
    '--reflog',
    '--reverse',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '-m',
    '--root',
    format,
    ...narrowed,
  ];
  let commit: BlobOrigin | undefined;
  for (const line of origins.size > 0 ? await lines(folder, log, '\n') : []) {
    if (line[0] === '\x01') {
      const [hash, author, date] = line.slice(1).split('\0');
      commit = { path: '', commit: hash, author, date };
    } else if (line[0] === ':') {
      const [, , , id, status] = line.split(/[ \t]/, 5);
      const known = id && origins.get(id);
      if (known && !known.commit && status !== 'D')
        origins.set(id, { ...commit!, path: line.slice(line.indexOf('\t') + 1) });
    }
  }
  return { origins, atHead };
}

/** Lines of what git prints; none where it fails, as without any commit. */
async function lines(folder: string, args: string[], separator: string): Promise<string[]> {
  try {
    return (await git(folder, args)).toString('utf8').split(separator);
  } catch {
    return [];
  }
}
