import { ArchiveError, type Entry } from './entry.ts';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
/** A comment of at most so many bytes may follow the end record. */
const LONGEST_COMMENT = 65_535;
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 1;

/** Files of a zip by its table of contents: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.12, 4.3.16) */
export function* zipEntries(bytes: Buffer): Generator<Entry | ArchiveError> {
  const end = endRecord(bytes);
  if (end === undefined) throw new ArchiveError('has no table of contents: cut off or damaged');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL)
      throw new ArchiveError('has a damaged table of contents; the rest was not read');
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) =>
      bytes.readUInt16LE(at + field),
    ) as [number, number, number];
    const path = bytes.toString('utf8', at + 46, at + 46 + nameSize).replaceAll('\\', '/');
    if (!path.endsWith('/')) yield entryAt(bytes, at, path);
    at += 46 + nameSize + extraSize + commentSize;
  }
}

/** The end record is looked for from the back, over a comment. */
function endRecord(bytes: Buffer): number | undefined {
  const last = bytes.length - END_SIZE;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (bytes.readUInt32LE(at) === END) return at;
  return undefined;
}

function entryAt(bytes: Buffer, at: number, path: string): Entry | ArchiveError {
  const method = bytes.readUInt16LE(at + 10);
  const size = bytes.readUInt32LE(at + 20);
  const local = bytes.readUInt32LE(at + 42);
  if (bytes.readUInt16LE(at + 8) & ENCRYPTED)
    return new ArchiveError(`holds ${path} encrypted; it was not read`);
  if (method !== STORED && method !== DEFLATED)
    return new ArchiveError(`holds ${path} packed in a way (${method}) that is not read`);
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL)
    return new ArchiveError(`holds ${path} where it says there is nothing`);
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (from + size > bytes.length) return new ArchiveError(`ends before ${path} does`);
  return {
    path,
    packed: bytes.subarray(from, from + size),
    method: method === STORED ? 'stored' : 'deflated',
  };
}
