import { closeSync, openSync, readSync } from 'node:fs';
import type { FilePart } from '../model/index.ts';
import { READER_LIMIT, sizeOf } from './bytes.ts';
import { absolutePath, type FoundFile, type Ground } from './ground.ts';

/** Lists of an account's authorization details: the export that outgrows every limit. */
const SECTIONS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'];
const HEAD = 64 * 1024;
const CHUNK = 1 << 20;
/** Rows are handed on in texts of about this size: what a parser makes of one is gone again before it costs a collection of old garbage. */
const SLICE = 1 << 20;
/** Smaller exports are read whole. */
const WHOLE = 2_000_000;

/** A part of a large export that is a whole export of fewer rows. */
export interface Slice {
  text: string;
  part: FilePart;
}

/** A large export in parts, and where it breaks off, if it does. */
export interface Sliced {
  slices: Iterable<Slice>;
  broken?: { byte: number; line: number };
}

/** The parts of an export of at least `from` bytes; undefined for any other file. */
export function sliced(ground: Ground, file: FoundFile, from = WHOLE): Sliced | undefined {
  if (!file.path.endsWith('.json') || file.content || sizeOf(ground, file) < from) return undefined;
  const path = absolutePath(ground, file);
  const head = firstBytes(path);
  if (!SECTIONS.some((name) => head.includes(`"${name}"`))) return undefined;
  // What the end says (more pages, or a break) holds for every part, so the file is walked twice.
  const outline: Outline = { sections: new Set(), truncated: false };
  for (const _ of partsOf(path, outline));
  // A dump with more in it than parts can hold is for all readers, as long as it can be held whole.
  if (outline.more && sizeOf(ground, file) <= READER_LIMIT) return undefined;
  return { slices: slicesOf(path, outline), ...(outline.broken ? { broken: outline.broken } : {}) };
}

interface Outline {
  sections: Set<string>;
  truncated: boolean;
  /** Something else than these sections stands in it. */
  more?: boolean;
  broken?: { byte: number; line: number };
}

function* slicesOf(path: string, outline: Outline): Generator<Slice> {
  const cut = outline.truncated || outline.broken !== undefined;
  for (const { section, bytes, ...place } of partsOf(path, { sections: new Set(), truncated: false })) {
    const others = [...outline.sections].filter((name) => name !== section);
    const rest = others.map((name) => `,"${name}":[]`).join('');
    const head = `{"${section}":[`;
    const text = `${head}${bytes.toString('utf8')}]${rest},"IsTruncated":${cut}}`;
    yield { text, part: { ...place, before: head.length } };
  }
}

/** Whole rows that follow each other in one list, as they stand in the file. */
interface Part extends Omit<FilePart, 'before'> {
  section: string;
  /** Valid until the next part is asked for. */
  bytes: Buffer;
}

const [QUOTE, BACKSLASH, NEWLINE, OPEN, CLOSE, LIST, END] = [34, 92, 10, 123, 125, 91, 93];

/**
 * Parts of the sections of an export. Walks bytes: rows are cut out without looking at what they hold. Pages may stand one after another
 * or in a list. Columns are those of a line of plain ASCII, which the exports of AWS are.
 */
function* partsOf(path: string, outline: Outline): Generator<Part> {
  const handle = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(CHUNK);
  let data: Buffer = Buffer.alloc(0);
  let at = 0;
  /** Bytes of the file before `data`. */
  let consumed = 0;
  let line = 1;
  let lineStart = 0;
  let depth = 0;
  /** 1 where a list stands around the pages. */
  let around = 0;
  let page = -1;
  let key = '';
  let section: string | undefined;
  /** Rows of the section so far. */
  let row = 0;
  /** Begin of the part that is being walked, and end of its last whole row. */
  let part: (Omit<Part, 'bytes'> & { start: number }) | undefined;
  let rowEnd = 0;
  const more = (): boolean => {
    const count = readSync(handle, buffer, 0, CHUNK, null);
    if (count === 0) return false;
    const keep = part ? part.start - consumed : at;
    data = Buffer.concat([data.subarray(keep), buffer.subarray(0, count)]);
    consumed += keep;
    at -= keep;
    return true;
  };
  const flush = (): Part => {
    const { start, ...rest } = part!;
    part = undefined;
    return { ...rest, bytes: data.subarray(start - consumed, rowEnd - consumed) };
  };
  try {
    while (at < data.length || more()) {
      const code = data[at]!;
      if (code === QUOTE) {
        let end = closing(data, at);
        while (end < 0 && more()) end = closing(data, at);
        if (end < 0) break;
        if (depth === around + 1) key = data.toString('latin1', at + 1, Math.min(end, at + 40));
        at = end + 1;
        continue;
      }
      if (code === NEWLINE) {
        line++;
        lineStart = consumed + at + 1;
      } else if (code === OPEN || code === LIST) {
        if (depth === 0 && code === LIST) around = 1;
        depth++;
        if (depth === around + 1) page++;
        else if (depth === around + 2 && code === LIST && SECTIONS.includes(key)) {
          section = key;
          row = 0;
          outline.sections.add(key);
        } else if (depth === around + 2) outline.more ||= key !== 'ResponseMetadata';
        else if (depth === around + 3 && section && code === OPEN) {
          const start = consumed + at;
          part ??= { section, start, line, column: start - lineStart + 1, row, ...(around ? { page } : {}) };
        }
      } else if (code === CLOSE || code === END) {
        if (depth === around + 3 && part) {
          row++;
          rowEnd = consumed + at + 1;
          if (rowEnd - part.start > SLICE) yield flush();
        } else if (depth === around + 2) {
          if (part) yield flush();
          section = undefined;
        }
        depth--;
      } else if (code === 116 && depth === around + 1 && key === 'IsTruncated') outline.truncated = true;
      at++;
    }
    if (depth > 0) {
      outline.broken = { byte: consumed + data.length, line };
      if (part && rowEnd > part.start) yield flush();
    }
  } finally {
    closeSync(handle);
  }
}

/** Index of the quote that ends the string which begins at `from`; -1 when it is not in the data. */
function closing(data: Buffer, from: number): number {
  for (let i = from + 1; i < data.length; i++) {
    const code = data[i];
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
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
