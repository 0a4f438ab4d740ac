import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { sizeOf } from './collect/bytes.ts';
import type { FoundFile, Ground } from './collect/ground.ts';
import type { LoadOptions, Scanner } from './secrets/index.ts';
import type { WorkerTask } from './worker.ts';
import { type FileJob, type FileScan, scanShare, scanSource } from './worker-files.ts';

/** Below this much content, or this many files, starting a thread (25 ms and its own table of rules) costs more than it saves. */
const WORTHWHILE = { bytes: 40 << 20, files: 6_000 };
const MOST_THREADS = 8;

export interface ScanRequest {
  scanner: Scanner;
  /** What the scanner was made with; a thread makes its own. */
  options: LoadOptions;
  /** Look into archives. */
  archives?: boolean;
  /** Threads beside this one; by default one less than the machine runs at once, and none for little content. */
  threads?: number;
  /** Work that this thread does while the others scan; afterwards it takes its share of what is left. */
  meanwhile?: () => Promise<void>;
}

/** The bundled thread, beside this module or above it. Run from source, there is none, and one thread does everything. */
function threadFile(): URL | undefined {
  return ['./worker.js', '../worker.js']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
}

function threadsFor(ground: Ground, files: FoundFile[], asked: number | undefined): number {
  if (asked !== undefined) return asked;
  const isMuch =
    files.length >= WORTHWHILE.files ||
    files.reduce((sum, file) => sum + sizeOf(ground, file), 0) >= WORTHWHILE.bytes;
  return isMuch ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
}

/** One worker's share; nothing when it could not start or died. */
function work(url: URL, task: WorkerTask): Promise<FileScan | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(url, { workerData: task });
    worker.once('message', resolve);
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
}

/**
 * Searches the files of a ground for credentials, on several threads where that pays. Notes come ordered by path; the result
 * is the same for any number of threads.
 */
export async function scanFiles(ground: Ground, request: ScanRequest): Promise<FileScan> {
  const { scanner, options, archives, meanwhile = async () => {} } = request;
  const files = ground.files.filter((file) => !file.link && !file.content);
  const cut = ground.prefix.length;
  const job: FileJob = { base: `${ground.root}/`, cut, paths: files.map((file) => file.path), archives };
  const next = new Int32Array(new SharedArrayBuffer(4));
  const url = threadFile();
  const count = url ? threadsFor(ground, files, request.threads) : 0;
  const workers = Array.from({ length: count }, () => work(url!, { options, job, next }));
  await meanwhile();
  const shares = [scanShare(scanner, job, next), ...(await Promise.all(workers))];
  // A lost share cannot be told from the others' files: everything is scanned once more, here.
  const whole = shares.includes(undefined)
    ? [scanShare(scanner, job, new Int32Array(1))]
    : (shares as FileScan[]);
  const scan: FileScan = { notes: [], bytes: 0, files: 0 };
  for (const file of ground.files)
    if (file.content) scanSource(scanner, file.path, file.content, scan, archives);
  for (const share of whole) {
    for (const note of share.notes) scan.notes.push(note);
    scan.bytes += share.bytes;
    scan.files += share.files;
  }
  scan.notes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return scan;
}
