import { ArchiveError, type Entry } from './entry.ts';

const BLOCK = 512;

/** Files of a tar, with the long names of GNU tar and pax: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
export function* tarEntries(bytes: Buffer): Generator<Entry> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header[0] === 0) return;
    const size = sizeOf(header);
    const from = at + BLOCK;
    if (!(size >= 0) || from + size > bytes.length)
      throw new ArchiveError('is cut off or damaged; the rest was not read');
    const content = bytes.subarray(from, from + size);
    const type = String.fromCharCode(header[156]!);
    if (type === 'L') longName = textOf(content);
    else if (type === 'x') longName = paxPath(content) ?? longName;
    else {
      if (type === '0' || type === '\0' || type === '7')
        yield { path: longName ?? nameOf(header), packed: content, method: 'stored' };
      longName = undefined;
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
}

const textOf = (bytes: Buffer) => bytes.toString('utf8').replace(/\0.*$/s, '');

function nameOf(header: Buffer): string {
  const prefix = textOf(header.subarray(345, 500));
  const name = textOf(header.subarray(0, 100));
  return prefix ? `${prefix}/${name}` : name;
}

/** Octal digits, or for large files a number whose first bit is set. */
function sizeOf(header: Buffer): number {
  if (header[124]! & 0x80) return Number(header.readBigUInt64BE(128));
  return Number.parseInt(textOf(header.subarray(124, 136)).trim() || '0', 8);
}

/** Records are `length key=value` and end with a line end. */
function paxPath(content: Buffer): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1];
}
