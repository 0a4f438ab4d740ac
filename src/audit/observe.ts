import { decode, READER_LIMIT, readBytes, sizeOf } from '../collect/bytes.ts';
import { type Ground, skip } from '../collect/ground.ts';
import { type Sliced, sliced } from '../collect/slices.ts';
import type { Sightings } from '../inventory/sightings.ts';
import type { Observation, ReadContext, ScanStats, SourceFile } from '../model/index.ts';
import { readersFor, readFile } from '../read/index.ts';
import { inNotebook } from '../read/notebook.ts';
import type { PlacedMatch, Scanner } from '../secrets/index.ts';
import { observeMatch } from '../secrets/observe.ts';
import { scanFiles } from '../worker-pool.ts';
import type { Secrets } from './secrets.ts';

/** How a ground is read, and where what is seen in it goes. */
interface Reading {
  sightings: Sightings;
  progress(done: number, of: number): void;
  archives?: boolean;
}

/** Reads every file of a ground once: the secret engine sees the bytes, the readers that know the path see the text. */
export async function observe(
  ground: Ground,
  secrets: () => Promise<Secrets>,
  stats: ScanStats,
  reading: Reading,
): Promise<void> {
  for (const gap of ground.gaps) reading.sightings.put({ type: 'gap', gap });
  if (ground.files.length > 0) await observeFiles(ground, await secrets(), stats, reading);
  for (const [reason, count] of Object.entries(ground.skipped)) {
    stats.skipped![reason] = (stats.skipped![reason] ?? 0) + count;
  }
}

async function observeFiles(
  ground: Ground,
  { scanner, options }: Secrets,
  stats: ScanStats,
  reading: Reading,
): Promise<void> {
  const { sightings, archives } = reading;
  const meanwhile = () => readAll(ground, scanner, reading);
  // Records of an API hold names and ids; what holds values was dropped where it was decoded, or is sealed by the record's reader.
  if (ground.kind === 'records' && ground.target !== '-') {
    await meanwhile();
    stats.files += ground.files.length;
    return;
  }
  const scan = await scanFiles(ground, { scanner, options, archives, meanwhile });
  stats.files += scan.files;
  stats.bytes += scan.bytes;
  for (const note of scan.notes) {
    if ('skipped' in note) skip(ground, note.skipped);
    else if ('failed' in note) sightings.put(fileGap(note.path, note.failed));
    else
      for (const match of placed(ground, note.path, note.matches))
        sightings.add(observeMatch(match, scanner.rule(match.match.rule)!));
  }
}

/** In a notebook the line of the file tells a reader nothing; the cell does. */
function placed(ground: Ground, path: string, matches: PlacedMatch[]): PlacedMatch[] {
  const file = path.endsWith('.ipynb') && ground.files.find((one) => one.path === path);
  if (!file || sizeOf(ground, file) > READER_LIMIT) return matches;
  try {
    const text = decode(readBytes(ground, file))?.text ?? '';
    return matches.map(({ match, location }) => ({ match, location: inNotebook(text, location) }));
  } catch {
    return matches;
  }
}

const fileGap = (where: string, why: string): Observation => ({
  type: 'gap',
  gap: { what: 'file', where, why },
});

/** Every file that a reader knows. One that cannot be read is a gap already: the engine looks at all of them. */
async function readAll(ground: Ground, scanner: Scanner, { sightings, progress }: Reading): Promise<void> {
  const context = contextOf(ground, scanner);
  for (const [i, file] of ground.files.entries()) {
    progress(i, ground.files.length);
    const readers = readersFor(file.path);
    if (readers.length === 0) continue;
    const parts = sliced(ground, file);
    if (parts) {
      const able = readers.filter((reader) => reader.parts);
      await readParts(parts, file.path, able, context, sightings);
      continue;
    }
    if (sizeOf(ground, file) > READER_LIMIT) {
      const why = `is larger than ${READER_LIMIT >> 20} MB and was searched for secrets only`;
      sightings.put(fileGap(file.path, why));
      continue;
    }
    let decoded: ReturnType<typeof decode>;
    try {
      decoded = decode(readBytes(ground, file));
    } catch {
      continue;
    }
    if (!decoded) {
      sightings.put(fileGap(file.path, 'is binary where text was expected'));
      continue;
    }
    if (decoded.invalid)
      sightings.put(fileGap(file.path, 'holds bytes that are not valid text; they were replaced'));
    await readFile({ path: file.path, text: decoded.text }, readers, context, (one) => sightings.put(one));
  }
}

/** An export of an account, whatever its size. */
async function readParts(
  { slices, broken }: Sliced,
  path: string,
  readers: ReturnType<typeof readersFor>,
  context: ReadContext,
  sightings: Sightings,
): Promise<void> {
  if (broken) {
    const why = `breaks off at byte ${broken.byte}, line ${broken.line}; what came before was read`;
    sightings.put(fileGap(path, why));
  }
  for (const { text, part } of slices)
    await readFile({ path, text, part }, readers, context, (one) => sightings.put(one));
}

/** What readers may ask: files of this ground by path, sealed values, git facts. */
function contextOf(ground: Ground, scanner: Scanner): ReadContext {
  const files = new Map(ground.files.map((file) => [file.path, file]));
  const opened = new Map<string, SourceFile | undefined>();
  const open = (path: string): SourceFile | undefined => {
    const file = files.get(path);
    if (!file || sizeOf(ground, file) > READER_LIMIT) return undefined;
    if (!opened.has(path)) {
      let text: string | undefined;
      try {
        text = decode(readBytes(ground, file))?.text;
      } catch {
        text = undefined;
      }
      opened.set(path, text === undefined ? undefined : { path, text });
    }
    return opened.get(path);
  };
  return {
    seal: scanner.seal,
    hide: scanner.hide,
    open,
    paths: [...files.keys()],
    repository: ground.repository,
    tracked: (path) => files.get(path)?.tracked,
    scope: ground.repository ?? '.',
  };
}
