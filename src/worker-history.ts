import { attribute, type BlobOrigin } from './collect/git/attribution.ts';
import { walkBlobs } from './collect/git/blobs.ts';
import { blobIds, catBlobs } from './collect/git/cat-file.ts';
import { objectsSince, stagedBlobs } from './collect/git/changes.ts';
import { openObjects } from './collect/git/objects.ts';
import { objectStore } from './collect/git/store.ts';
import type { Gap, Location, SecretMatch } from './model/index.ts';
import type { PlacedMatch, Scanner, Version } from './secrets/index.ts';

export interface HistoryOptions {
  scanner: Scanner;
  /** Only what commits since this one brought. */
  since?: string;
  /** Only what is staged. */
  staged?: boolean;
  /** Ask `git cat-file` for every object instead of reading packs: slower, and the test's oracle. */
  viaGit?: boolean;
}

/** One credential of the history: its earliest place, and where else it stood. */
export interface HistoryFinding extends PlacedMatch {
  blob: string;
  author?: string;
  date?: string;
  /** A file at HEAD still holds it. */
  atHead: boolean;
  /** How many versions of files hold it. */
  blobs: number;
}

export interface HistoryScan {
  matches: HistoryFinding[];
  stats: { blobs: number; bytes: number; binary: number };
  gaps: Gap[];
}

/** A match and all blobs that hold the same credential. */
interface Seen {
  match: SecretMatch;
  blobs: Map<string, SecretMatch>;
}

/** Versions of one file that are remembered for one credential; the earliest of them is shown. */
const MOST_BLOBS = 20_000;
const SNIFF = 8_000;
const isBinary = (bytes: Buffer) => bytes.subarray(0, SNIFF).includes(0);

/**
 * Searches every object of a repository, reachable or not, each unique blob once. Path, commit, author and date are looked up
 * only for credentials that were found.
 */
export async function scanHistory(folder: string, options: HistoryOptions): Promise<HistoryScan> {
  const { scanner } = options;
  const versions = scanner.versions();
  const seen = new Map<string, Seen>();
  const stats = { blobs: 0, bytes: 0, binary: 0 };
  const note = (id: string, matches: SecretMatch[]) => {
    for (const match of matches) {
      const key = `${match.rule} ${match.fingerprint}`;
      const entry = seen.get(key) ?? { match, blobs: new Map() };
      seen.set(key, entry);
      if (entry.blobs.size < MOST_BLOBS && !entry.blobs.has(id)) entry.blobs.set(id, match);
    }
  };
  const visit = (
    id: string,
    bytes: Buffer,
    from?: { state: Version; change: Parameters<typeof versions.changed>[2] },
  ) => {
    stats.blobs++;
    stats.bytes += bytes.length;
    if (isBinary(bytes) && !scanner.isText(bytes)) {
      stats.binary++;
      return undefined;
    }
    const found = from ? versions.changed(bytes, from.state, from.change) : versions.whole(bytes);
    note(id, found.matches);
    return 'version' in found ? found.version : undefined;
  };

  const store = await objectStore(folder);
  const gaps = [...store.gaps];
  const staged = options.staged ? await stagedBlobs(folder) : undefined;
  if (staged || options.since !== undefined || options.viaGit) {
    const asked = staged
      ? staged.map(({ id }) => id)
      : options.since === undefined
        ? undefined
        : await objectsSince(folder, options.since);
    const ids = asked?.length === 0 ? [] : (await blobIds(folder, asked)).map(({ id }) => id);
    if (ids.length > 0)
      gaps.push(...(await catBlobs(folder, [...new Set(ids)], (id, bytes) => void visit(id, bytes))));
  } else {
    const objects = openObjects(store);
    gaps.push(...objects.gaps, ...walkBlobs(objects, visit));
    objects.close();
  }

  const hits = new Set([...seen.values()].flatMap(({ blobs }) => [...blobs.keys()]));
  const { origins, atHead } = await attribute(folder, hits);
  for (const { id, path } of staged ?? []) origins.set(id, { path });
  const findings = [...seen.values()].map((entry) => earliest(entry, origins, atHead));
  const places = await placed(folder, findings, scanner);
  return { matches: places.sort((a, b) => byText(orderOf(a), orderOf(b))), stats, gaps };
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const orderOf = ({ location, match }: HistoryFinding) =>
  `${location.path}\0${String(location.startLine ?? 0).padStart(9, '0')}\0${match.rule}\0${match.fingerprint}`;

/** The oldest known place; blobs that no commit holds come last, the id decides ties. */
function earliest({ blobs }: Seen, origins: Map<string, BlobOrigin>, atHead: Set<string>): HistoryFinding {
  const dateOf = (id: string) => {
    const date = origins.get(id)?.date;
    return date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date);
  };
  const ids = [...blobs.keys()].sort((a, b) => {
    const [left, right] = [dateOf(a), dateOf(b)];
    return left === right ? byText(a, b) : left - right;
  });
  const blob = ids[0]!;
  const origin = origins.get(blob);
  const location: Location = { path: origin?.path ?? `(unreachable blob ${blob})`, source: 'history' };
  if (origin?.commit) location.commit = origin.commit;
  return {
    match: blobs.get(blob)!,
    location,
    blob,
    author: origin?.author,
    date: origin?.date,
    atHead: ids.some((id) => atHead.has(id)),
    blobs: ids.length,
  };
}

/** Adds lines and columns: the blobs that are shown are read once more. */
async function placed(
  folder: string,
  findings: HistoryFinding[],
  scanner: Scanner,
): Promise<HistoryFinding[]> {
  const wanted = new Map<string, HistoryFinding[]>();
  for (const finding of findings) wanted.set(finding.blob, [...(wanted.get(finding.blob) ?? []), finding]);
  if (wanted.size === 0) return [];
  await catBlobs(folder, [...wanted.keys()], (id, bytes) => {
    const stream = scanner.stream('');
    stream.push(bytes, 0, true);
    for (const { match, location } of stream.end())
      for (const finding of wanted.get(id) ?? [])
        if (finding.match.start === match.start && finding.match.rule === match.rule)
          finding.location = { ...location, ...finding.location };
  });
  return findings;
}
