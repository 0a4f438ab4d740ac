import type { Attribution } from './collect/git/attribution.ts';
import { historyFromGit, wholeHistory } from './collect/git/history.ts';
import type { Change, Gap, Location, SecretMatch } from './model/index.ts';
import type { PlacedMatch, Scanner, Version } from './secrets/index.ts';

export interface HistoryOptions {
  scanner: Scanner;
  /** Only what commits since this one brought. */
  since?: string;
  /** Name of what is searched for: blobs that an earlier run found clean of it are left out, and this run's are remembered. */
  cache?: string;
  /** Ask git for every object instead of reading packs: slower, and the test's oracle. */
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
  /** `blobs` counts those in `known`, too, which were found clean by an earlier run; `bytes` is what was searched now. */
  stats: { blobs: number; bytes: number; binary: number; known: number };
  gaps: Gap[];
}

/** A match by the blobs that hold the same credential. */
type Seen = Map<string, SecretMatch>;

/** Versions of one file that are remembered for one credential; the earliest of them is shown. */
const MOST_BLOBS = 20_000;
/** Larger binaries are pictures and programs; key stores and compiled settings are smaller. */
const MOST_BINARY = 64 << 10;

/**
 * Searches every object of a repository, reachable or not, each unique blob once. Path, commit, author and date are looked up
 * only for credentials that were found.
 */
export async function scanHistory(folder: string, options: HistoryOptions): Promise<HistoryScan> {
  const { scanner, since, viaGit, cache } = options;
  const history =
    since === undefined && !viaGit ? await wholeHistory(folder, cache) : await historyFromGit(folder, since);
  const versions = scanner.versions();
  const seen = new Map<string, Seen>();
  const stats = { blobs: 0, bytes: 0, binary: 0, known: 0 };
  const note = (id: string, matches: SecretMatch[]) => {
    for (const match of matches) {
      const key = `${match.rule} ${match.fingerprint}`;
      const blobs: Seen = seen.get(key) ?? new Map();
      seen.set(key, blobs);
      if (blobs.size < MOST_BLOBS && !blobs.has(id)) blobs.set(id, match);
    }
  };
  const visit = (id: string, bytes: Buffer, from?: { state: Version; change: Change }) => {
    stats.blobs++;
    stats.bytes += bytes.length;
    const binary = !scanner.isText(bytes);
    if (binary && bytes.length > MOST_BINARY) {
      stats.binary++;
      history.clean?.add(id);
      return undefined;
    }
    const found: { version?: Version; matches: SecretMatch[] } = binary
      ? { matches: scanner.scan(bytes) }
      : from
        ? versions.changed(bytes, from.state, from.change)
        : versions.whole(bytes);
    if (found.matches.length > 0) note(id, found.matches);
    else history.clean?.add(id);
    return found.version;
  };

  try {
    const { gaps, known } = await history.walk(visit);
    stats.known = known;
    stats.blobs += known;
    history.clean?.save();
    const hits = new Set([...seen.values()].flatMap((blobs) => [...blobs.keys()]));
    if (hits.size === 0) {
      // A run that read nothing new knows no more than the one before.
      if (known < stats.blobs) gaps.push(...(await history.missing()));
      return { matches: [], stats, gaps };
    }
    const attribution = await history.attribute(hits);
    gaps.push(...attribution.gaps);
    const matches = [...seen.values()].map((blobs) => earliest(blobs, attribution));
    const byBlob = new Map<string, HistoryFinding[]>();
    for (const finding of matches) byBlob.set(finding.blob, [...(byBlob.get(finding.blob) ?? []), finding]);
    await history.read([...byBlob.keys()], (id, bytes) => {
      for (const finding of byBlob.get(id)!)
        finding.location = { ...scanner.locate(bytes, finding.match), ...finding.location };
    });
    return { matches: matches.sort((a, b) => byText(orderOf(a), orderOf(b))), stats, gaps };
  } finally {
    history.close();
  }
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const orderOf = ({ location, match }: HistoryFinding) =>
  `${location.path}\0${String(location.startLine ?? 0).padStart(9, '0')}\0${match.rule}\0${match.fingerprint}`;

/** The oldest known place; blobs that no commit holds come last, the id decides ties. */
function earliest(blobs: Seen, { rank, origin, atHead }: Attribution): HistoryFinding {
  const ids = [...blobs.keys()];
  const blob = ids.reduce((best, id) => {
    const [left, right] = [rank(id), rank(best)];
    return left < right || (left === right && id < best) ? id : best;
  });
  const from = origin(blob);
  const location: Location = { path: from?.path ?? `(unreachable blob ${blob})`, source: 'history' };
  if (from) location.commit = from.commit;
  return {
    match: blobs.get(blob)!,
    location,
    blob,
    author: from?.author,
    date: from?.date,
    atHead: ids.some(atHead),
    blobs: ids.length,
  };
}
