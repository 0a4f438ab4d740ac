import { closeSync, openSync, readSync } from 'node:fs';
import { absolutePath, type FoundFile, type Ground } from './ground.ts';

/** Lists of an account's authorization details: the export that outgrows every limit. */
const SECTIONS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'];
const HEAD = 64 * 1024;
const CHUNK = 1 << 20;
/** Rows are handed on in texts of about this size. */
const SLICE = 4 << 20;

/** A part of a large export that is a whole export of fewer rows. */
export interface Slice {
  text: string;
  /** Line of the file the text's first line stands on. */
  line: number;
}

/** A large export in parts, and where it breaks off, if it does. */
export interface Sliced {
  slices: Iterable<Slice>;
  broken?: { byte: number; line: number };
}

/** The parts of a file that is too large to be read whole; undefined for a file that is no such export. */
export function sliced(ground: Ground, file: FoundFile): Sliced | undefined {
  if (!file.path.endsWith('.json') || file.content) return undefined;
  const path = absolutePath(ground, file);
  const head = firstBytes(path);
  if (!SECTIONS.some((name) => head.includes(`"${name}"`))) return undefined;
  // What the end says (more pages, or a break) holds for every part, so the file is walked twice.
  const outline: Outline = { sections: new Set(), truncated: false };
  for (const _ of rowsOf(path, outline));
  return { slices: slicesOf(path, outline), ...(outline.broken ? { broken: outline.broken } : {}) };
}

interface Outline {
  sections: Set<string>;
  truncated: boolean;
  broken?: { byte: number; line: number };
}

function* slicesOf(path: string, outline: Outline): Generator<Slice> {
  let section = '';
  let rows: string[] = [];
  let size = 0;
  let line = 1;
  const flush = (): Slice => {
    const others = [...outline.sections].filter((name) => name !== section);
    const rest = others.map((name) => `,"${name}":[]`).join('');
    const cut = outline.truncated || outline.broken !== undefined;
    const text = `{"${section}":[${rows.join(',')}]${rest},"IsTruncated":${cut}}`;
    rows = [];
    size = 0;
    return { text, line };
  };
  for (const row of rowsOf(path, { sections: new Set(), truncated: false })) {
    if (rows.length > 0 && (row.section !== section || size > SLICE)) yield flush();
    if (rows.length === 0) {
      section = row.section;
      line = row.line;
    }
    rows.push(row.text);
    size += row.text.length;
  }
  if (rows.length > 0) yield flush();
}

interface Row {
  section: string;
  text: string;
  line: number;
}

const [QUOTE, BACKSLASH, NEWLINE, OPEN, CLOSE, LIST, END] = [34, 92, 10, 123, 125, 91, 93];

/**
 * Objects of the sections, one at a time. Walks bytes: a row is cut out without looking at what it holds. Pages may stand one after
 * another or in a list.
 */
function* rowsOf(path: string, outline: Outline): Generator<Row> {
  const handle = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(CHUNK);
  let data: Buffer = Buffer.alloc(0);
  let at = 0;
  let consumed = 0;
  let line = 1;
  /** Open brackets; a list around the pages counts as none. */
  const open: number[] = [];
  let key = '';
  let section: string | undefined;
  let start = -1;
  let startLine = 1;
  let pages = 0;
  const more = (): boolean => {
    const count = readSync(handle, buffer, 0, CHUNK, null);
    if (count === 0) return false;
    const keep = start >= 0 ? start : at;
    data = Buffer.concat([data.subarray(keep), buffer.subarray(0, count)]);
    consumed += keep;
    at -= keep;
    if (start >= 0) start = 0;
    return true;
  };
  try {
    while (at < data.length || more()) {
      const code = data[at]!;
      if (code === QUOTE) {
        let end = closing(data, at);
        while (end < 0 && more()) end = closing(data, at);
        if (end < 0) break;
        if (open.length - pages === 1) key = data.toString('latin1', at + 1, Math.min(end, at + 40));
        at = end + 1;
        continue;
      }
      if (code === NEWLINE) line++;
      else if (code === OPEN || code === LIST) {
        if (open.length === 0 && code === LIST) pages = 1;
        open.push(code);
        const depth = open.length - pages;
        if (depth === 2 && code === LIST && SECTIONS.includes(key)) {
          section = key;
          outline.sections.add(key);
        } else if (depth === 3 && section && code === OPEN) {
          start = at;
          startLine = line;
        }
      } else if (code === CLOSE || code === END) {
        const depth = open.length - pages;
        open.pop();
        if (depth === 3 && start >= 0) {
          yield { section: section!, text: data.toString('utf8', start, at + 1), line: startLine };
          start = -1;
        } else if (depth === 2) section = undefined;
      } else if (code === 116 && open.length - pages === 1 && key === 'IsTruncated') outline.truncated = true;
      at++;
    }
    if (open.length > 0 || start >= 0) outline.broken = { byte: consumed + data.length, line };
  } finally {
    closeSync(handle);
  }
}

/** Index of the quote that ends the string which begins at `from`; -1 when it is not in the data. */
function closing(data: Buffer, from: number): number {
  for (let end = data.indexOf(QUOTE, from + 1); end >= 0; end = data.indexOf(QUOTE, end + 1)) {
    let slashes = 0;
    while (data[end - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

function firstBytes(path: string): string {
  const handle = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    return head.toString('latin1', 0, readSync(handle, head, 0, HEAD, 0));
  } finally {
    closeSync(handle);
  }
}
