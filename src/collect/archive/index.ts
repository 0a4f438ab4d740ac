import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { ArchiveError, type Entry } from './entry.ts';
import { tarEntries } from './tar.ts';
import { zipEntries } from './zip.ts';

/** Takes what an archive holds. Paths are `outer.zip!/inner/path`. */
export interface ArchiveVisitor {
  file(path: string, content: Buffer): void;
  gap(path: string, why: string): void;
}

/** An archive is hostile input: what it unpacks to is bounded by all of these, and what is beyond is a gap. */
export const LIMITS = {
  archive: 64 << 20,
  entry: 32 << 20,
  total: 128 << 20,
  entries: 50_000,
  depth: 3,
  /** Text packs to a tenth, repeated text to a hundredth; more is made to be large. */
  ratio: 200,
  /** Below this the ratio does not matter. */
  small: 1 << 20,
};

const NAMES = /\.(?:zip|jar|war|ear|whl|egg|nupkg|apk|aar|vsix|tar|tgz|gz)$/i;

/** Told by its name; an archive that is none by its content is read as the file it is. */
export function isArchive(path: string): boolean {
  return NAMES.test(path);
}

/** Gives every file of an archive on disk, archives inside it opened as well. */
export function readArchive(absolute: string, path: string, visitor: ArchiveVisitor): void {
  const handle = openSync(absolute, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size > LIMITS.archive) {
      visitor.gap(path, `is an archive larger than ${LIMITS.archive >> 20} MB and was not opened`);
      return;
    }
    const bytes = Buffer.alloc(size);
    const filled = readSync(handle, bytes, 0, size, 0);
    openArchive(path, bytes.subarray(0, filled), visitor);
  } finally {
    closeSync(handle);
  }
}

/** The same for an archive in memory. */
export function openArchive(path: string, bytes: Buffer, visitor: ArchiveVisitor): void {
  open(path, bytes, visitor, { bytes: LIMITS.total, entries: LIMITS.entries, depth: LIMITS.depth });
}

/** What is left of the limits; shared by everything inside one outermost archive. */
interface Budget {
  bytes: number;
  entries: number;
  depth: number;
}

function open(path: string, bytes: Buffer, visitor: ArchiveVisitor, budget: Budget): void {
  const entries = entriesOf(path, bytes);
  if (!entries) {
    visitor.file(path, bytes);
    return;
  }
  if (budget.depth === 0) {
    visitor.gap(path, `is an archive more than ${LIMITS.depth} deep and was not opened`);
    return;
  }
  budget.depth--;
  try {
    for (const entry of entries) {
      if (budget.entries-- <= 0)
        throw new ArchiveError(`holds more than ${LIMITS.entries} files; the rest was not read`);
      openEntry(path, entry, visitor, budget);
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    visitor.gap(path, error.message);
  } finally {
    budget.depth++;
  }
}

function openEntry(path: string, entry: Entry | ArchiveError, visitor: ArchiveVisitor, budget: Budget): void {
  if (entry instanceof ArchiveError) {
    visitor.gap(path, entry.message);
    return;
  }
  if (budget.bytes <= 0)
    throw new ArchiveError(`unpacks to more than ${LIMITS.total >> 20} MB; the rest was not read`);
  const inner = `${path}!/${entry.path}`;
  const content = unpack(entry, budget);
  if (!content) {
    visitor.gap(inner, 'unpacks to more than it is allowed to, or is damaged');
    return;
  }
  budget.bytes -= content.length;
  if (isArchive(entry.path)) open(inner, content, visitor, budget);
  else visitor.file(inner, content);
}

/** Content of an entry; nothing when it is damaged or too large. */
function unpack({ packed, method }: Entry, budget: Budget): Buffer | undefined {
  if (method === 'stored') return packed;
  const most = Math.min(LIMITS.entry, budget.bytes, Math.max(LIMITS.small, LIMITS.ratio * packed.length));
  try {
    return inflateRawSync(packed, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}

/** Entries by what the bytes say the archive is; nothing when they are no archive. */
function entriesOf(path: string, bytes: Buffer): Iterable<Entry | ArchiveError> | undefined {
  if (bytes.length > 3 && bytes.readUInt32LE(0) === 0x04034b50) return zipEntries(bytes);
  if (bytes.toString('latin1', 257, 262) === 'ustar') return tarEntries(bytes);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gzipEntries(path, bytes);
  return undefined;
}

/** A gzip file holds one file, often a tar. */
function* gzipEntries(path: string, bytes: Buffer): Generator<Entry> {
  let content: Buffer;
  try {
    content = gunzipSync(bytes, {
      maxOutputLength: Math.min(LIMITS.total, Math.max(LIMITS.small, LIMITS.ratio * bytes.length)),
    });
  } catch {
    throw new ArchiveError('unpacks to more than it is allowed to, or is damaged');
  }
  if (content.toString('latin1', 257, 262) === 'ustar') yield* tarEntries(content);
  else yield { path: path.replace(/^.*\//, '').replace(/\.gz$/i, ''), packed: content, method: 'stored' };
}
