import { decode, READER_LIMIT, readBytes, sizeOf } from '../collect/bytes.ts';
import { type FoundFile, type Ground, skip } from '../collect/ground.ts';
import { sliced } from '../collect/slices.ts';
import type { Observation, ReadContext, ScanStats, SourceFile } from '../model/index.ts';
import { readersFor, readFile } from '../read/index.ts';
import { inNotebook } from '../read/notebook.ts';
import type { PlacedMatch, Scanner } from '../secrets/index.ts';
import { observeMatch } from '../secrets/observe.ts';
import { scanFiles } from '../worker-pool.ts';
import type { Secrets } from './secrets.ts';

/** Reads every file of a ground once: the secret engine sees the bytes, the readers that know the path see the text. */
export async function observe(
  ground: Ground,
  secrets: () => Promise<Secrets>,
  stats: ScanStats,
  onProgress: (done: number, of: number) => void,
  archives = false,
): Promise<Observation[]> {
  const observations: Observation[] = ground.gaps.map((gap) => ({ type: 'gap', gap }));
  if (ground.files.length > 0)
    await observeFiles(ground, await secrets(), stats, observations, onProgress, archives);
  for (const [reason, count] of Object.entries(ground.skipped)) {
    stats.skipped![reason] = (stats.skipped![reason] ?? 0) + count;
  }
  return observations;
}

async function observeFiles(
  ground: Ground,
  { scanner, options }: Secrets,
  stats: ScanStats,
  observations: Observation[],
  onProgress: (done: number, of: number) => void,
  archives: boolean,
): Promise<void> {
  const meanwhile = () => readAll(ground, scanner, observations, onProgress);
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
    else if ('failed' in note) observations.push(fileGap(note.path, note.failed));
    else
      for (const match of placed(ground, note.path, note.matches))
        observations.push(...observeMatch(match, scanner.rule(match.match.rule)!));
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
async function readAll(
  ground: Ground,
  scanner: Scanner,
  out: Observation[],
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const context = contextOf(ground, scanner);
  for (const [i, file] of ground.files.entries()) {
    onProgress(i, ground.files.length);
    const readers = readersFor(file.path);
    if (readers.length === 0) continue;
    if (sizeOf(ground, file) > READER_LIMIT) {
      for await (const observation of readLarge(ground, file, readers, context)) out.push(observation);
      continue;
    }
    let decoded: ReturnType<typeof decode>;
    try {
      decoded = decode(readBytes(ground, file));
    } catch {
      continue;
    }
    if (!decoded) {
      out.push(fileGap(file.path, 'is binary where text was expected'));
      continue;
    }
    if (decoded.invalid)
      out.push(fileGap(file.path, 'holds bytes that are not valid text; they were replaced'));
    for (const observation of await readFile({ path: file.path, text: decoded.text }, readers, context))
      out.push(observation);
  }
}

/** An export of an account is read in parts, whatever its size; any other file of that size is data, not configuration. */
async function* readLarge(
  ground: Ground,
  file: FoundFile,
  readers: ReturnType<typeof readersFor>,
  context: ReadContext,
): AsyncGenerator<Observation> {
  const parts = sliced(ground, file);
  if (!parts) {
    yield fileGap(file.path, `is larger than ${READER_LIMIT >> 20} MB and was searched for secrets only`);
    return;
  }
  if (parts.broken)
    yield fileGap(
      file.path,
      `breaks off at byte ${parts.broken.byte}, line ${parts.broken.line}; what came before was read`,
    );
  for (const { text, line } of parts.slices)
    yield* await readFile({ path: file.path, text, line }, readers, context);
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
    open,
    paths: [...files.keys()],
    repository: ground.repository,
    tracked: (path) => files.get(path)?.tracked,
    scope: ground.repository ?? '.',
  };
}
