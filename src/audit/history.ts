import type { Ground } from '../collect/ground.ts';
import type { Observation, ScanStats } from '../model/index.ts';
import { observeMatch } from '../secrets/observe.ts';
import { RULES_DIGEST, VERSION } from '../util/version.generated.ts';
import { scanHistory } from '../worker-history.ts';
import type { Sources } from './grounds.ts';
import type { Secrets } from './secrets.ts';

/** What decides whether a blob holds a credential; the key of fingerprints does not. */
const searchedFor = ({ options }: Secrets) =>
  `${VERSION} ${RULES_DIGEST} ${JSON.stringify(options.userRules ?? [])}`;

/** Credentials in every version of every file a repository keeps, or in those that commits since `since` brought. */
export async function observeHistory(
  ground: Ground,
  secrets: Secrets,
  stats: ScanStats,
  { since, cache }: Pick<Sources, 'since' | 'cache'>,
): Promise<Observation[]> {
  const { scanner } = secrets;
  const scan = await scanHistory(ground.root, {
    scanner,
    since,
    cache: cache ? searchedFor(secrets) : undefined,
  });
  stats.blobs += scan.stats.blobs;
  stats.bytes += scan.stats.bytes;
  const observations: Observation[] = scan.gaps.map((gap) => ({ type: 'gap', gap }));
  for (const { match, location, author, date, blobs } of scan.matches) {
    const note = [
      author && `by ${author}`,
      date && `on ${date.slice(0, 10)}`,
      blobs > 1 && `in ${blobs} versions`,
    ]
      .filter(Boolean)
      .join(' ');
    const placed = {
      match,
      location: { ...location, path: ground.prefix + location.path, ...(note ? { note } : {}) },
    };
    for (const observation of observeMatch(placed, scanner.rule(match.rule)!)) observations.push(observation);
  }
  return observations;
}
