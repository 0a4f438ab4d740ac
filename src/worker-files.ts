import { isArchive, openArchive, readArchive } from './collect/archive/index.ts';
import { cutChunks, readChunks, type Visit } from './collect/chunks.ts';
import type { PlacedMatch, Scanner } from './secrets/index.ts';

/** Files of one root for the secret engine; paths are as reported, `base + path.slice(cut)` is where they lie. */
export interface FileJob {
  base: string;
  cut: number;
  paths: string[];
  /** Look into archives. */
  archives?: boolean;
}

/** What the engine saw of one file. Files without anything to tell are only counted. */
export type FileNote =
  | { path: string; matches: PlacedMatch[] }
  | { path: string; skipped: string }
  | { path: string; failed: string };

export interface FileScan {
  notes: FileNote[];
  bytes: number;
  files: number;
}

const CHUNK = 4 << 20;
/** Files taken at a time by a thread. */
const HANDFUL = 32;

let buffer: Buffer | undefined;

/** Scans one file. Binary content is searched, too, where it is small: compiled configuration holds keys as well. */
function scanFile(scanner: Scanner, path: string, source: string | Buffer, into: FileScan): void {
  const stream = scanner.stream(path);
  let skipped = false;
  const visit: Visit = (bytes, offset, last) => {
    skipped = offset === 0 && !last && !scanner.isText(bytes);
    if (!skipped) stream.push(bytes, offset, last);
    return !skipped;
  };
  buffer ??= Buffer.allocUnsafeSlow(CHUNK);
  const read =
    typeof source === 'string'
      ? readChunks(source, buffer, scanner.overlap, visit)
      : cutChunks(source, CHUNK, scanner.overlap, visit);
  if (skipped) {
    into.notes.push({ path, skipped: 'large binary' });
    return;
  }
  into.files++;
  into.bytes += read;
  const matches = stream.end();
  if (matches.length > 0) into.notes.push({ path, matches });
}

/** Scans every file of an archive; what of it cannot be read is told. */
function scanArchive(scanner: Scanner, path: string, source: string | Buffer, into: FileScan): void {
  const visitor = {
    file: (inner: string, content: Buffer) => scanFile(scanner, inner, content, into),
    gap: (where: string, why: string) => into.notes.push({ path: where, failed: why }),
  };
  if (typeof source === 'string') readArchive(source, path, visitor);
  else openArchive(path, source, visitor);
}

/** Scans content that is already in memory, or a file by where it lies. */
export function scanSource(
  scanner: Scanner,
  path: string,
  source: string | Buffer,
  into: FileScan,
  archives = false,
): void {
  if (archives && isArchive(path)) scanArchive(scanner, path, source, into);
  else scanFile(scanner, path, source, into);
}

/** Takes handfuls of files off the common counter until none is left. Any number of threads may do so at once. */
export function scanShare(scanner: Scanner, job: FileJob, next: Int32Array): FileScan {
  const scan: FileScan = { notes: [], bytes: 0, files: 0 };
  for (;;) {
    const from = Atomics.add(next, 0, HANDFUL);
    if (from >= job.paths.length) return scan;
    for (const path of job.paths.slice(from, from + HANDFUL)) {
      try {
        scanSource(scanner, path, job.base + path.slice(job.cut), scan, job.archives);
      } catch (error) {
        scan.notes.push({
          path,
          failed: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
        });
      }
    }
  }
}
