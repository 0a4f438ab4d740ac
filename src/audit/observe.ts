import { decode, READER_LIMIT, readBytes, readPieces, textKind } from '../collect/bytes.ts';
import { type FoundFile, type Ground, skip } from '../collect/ground.ts';
import type { Observation, ReadContext, ScanStats, SourceFile } from '../model/index.ts';
import { readersFor, readFile } from '../read/index.ts';
import type { RuleData, Scanner } from '../secrets/index.ts';
import { observeMatch, placeMatches } from '../secrets/observe.ts';
import type { Secrets } from './secrets.ts';

/** Reads every file of a ground once: the secret engine sees the bytes, the readers that know the path see the text. */
export async function observe(
  ground: Ground,
  secrets: () => Promise<Secrets>,
  stats: ScanStats,
  onProgress: (done: number, of: number) => void,
): Promise<Observation[]> {
  const observations: Observation[] = ground.gaps.map((gap) => ({ type: 'gap', gap }));
  if (ground.files.length > 0) await observeFiles(ground, await secrets(), stats, observations, onProgress);
  for (const [reason, count] of Object.entries(ground.skipped)) {
    stats.skipped![reason] = (stats.skipped![reason] ?? 0) + count;
  }
  return observations;
}

async function observeFiles(
  ground: Ground,
  { scanner, rules }: Secrets,
  stats: ScanStats,
  observations: Observation[],
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const context = contextOf(ground, scanner);
  for (const [i, file] of ground.files.entries()) {
    onProgress(i, ground.files.length);
    try {
      stats.bytes +=
        file.size > READER_LIMIT
          ? observeLarge(ground, file, scanner, rules, observations)
          : await observeSmall(ground, file, scanner, rules, context, observations);
      stats.files++;
    } catch (error) {
      const why = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : error)}`;
      observations.push({ type: 'gap', gap: { what: 'file', where: file.path, why } });
    }
  }
}

async function observeSmall(
  ground: Ground,
  file: FoundFile,
  scanner: Scanner,
  rules: Map<string, RuleData>,
  context: ReadContext,
  out: Observation[],
): Promise<number> {
  const bytes = readBytes(ground, file);
  if (!file.link) {
    const placed = placeMatches(bytes, scanner.scan(bytes), file.path);
    for (const match of placed) out.push(...observeMatch(match, rules.get(match.match.rule)!));
  }
  const readers = readersFor(file.path);
  if (readers.length > 0) {
    const decoded = decode(bytes);
    if (!decoded)
      out.push({
        type: 'gap',
        gap: { what: 'file', where: file.path, why: 'is binary where text was expected' },
      });
    else {
      if (decoded.invalid)
        out.push({
          type: 'gap',
          gap: {
            what: 'file',
            where: file.path,
            why: 'holds bytes that are not valid text; they were replaced',
          },
        });
      out.push(...(await readFile({ path: file.path, text: decoded.text }, readers, context)));
    }
  }
  return bytes.length;
}

/** A large file is data: the engine sees overlapping pieces of it, readers do not. */
function observeLarge(
  ground: Ground,
  file: FoundFile,
  scanner: Scanner,
  rules: Map<string, RuleData>,
  out: Observation[],
): number {
  if (readersFor(file.path).length > 0)
    out.push({
      type: 'gap',
      gap: {
        what: 'file',
        where: file.path,
        why: `is larger than ${READER_LIMIT >> 20} MB and was searched for secrets only`,
      },
    });
  const seen = new Set<string>();
  let line = 1;
  let counted = 0;
  for (const { offset, bytes } of readPieces(ground, file)) {
    if (offset === 0 && textKind(bytes) === 'binary') {
      skip(ground, 'large binary');
      return 0;
    }
    const placed = placeMatches(bytes, scanner.scan(bytes), file.path, line);
    for (const match of placed) {
      const key = `${match.match.rule}:${offset + match.match.start}`;
      if (!seen.has(key)) out.push(...observeMatch(match, rules.get(match.match.rule)!));
      seen.add(key);
    }
    const next = bytes.length - (64 << 10);
    for (let at = bytes.indexOf(10); at !== -1 && at < next; at = bytes.indexOf(10, at + 1)) line++;
    counted += bytes.length;
  }
  return counted;
}

/** What readers may ask: files of this ground by path, sealed values, git facts. */
function contextOf(ground: Ground, scanner: Scanner): ReadContext {
  const files = new Map(ground.files.map((file) => [file.path, file]));
  const opened = new Map<string, SourceFile | undefined>();
  const open = (path: string): SourceFile | undefined => {
    const file = files.get(path);
    if (!file || file.size > READER_LIMIT) return undefined;
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
