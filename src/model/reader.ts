import type { Hide, Observation, Seal } from './observation.ts';

/** A file handed to a reader: decoded text, BOM removed. `path` is relative to the root, `/`-separated. */
export interface SourceFile {
  path: string;
  text: string;
  /** Where it stands in the file, when it is a part of a file too large to be held whole. */
  part?: FilePart;
}

/** A part of an export: some rows of one of its lists, in an export of their own. */
export interface FilePart {
  /** Characters of the part before its first row. */
  before: number;
  /** Place of the first row in the file. */
  line: number;
  column: number;
  /** Rows of the list that stand in earlier parts. */
  row: number;
  /** Which page of a list of pages. */
  page?: number;
}

/** What a reader may ask of its surroundings. Nothing it returns has been executed. */
export interface ReadContext {
  seal: Seal;
  /** For texts that are kept as they are written: scripts, settings, messages. */
  hide: Hide;
  /** A file inside the scanned tree, to follow a reference; undefined when it is not there or not readable. */
  open(path: string): SourceFile | undefined;
  /** All paths of the scanned tree, sorted. */
  paths: readonly string[];
  /** `owner/name` from the remote `origin`, or undefined. */
  repository?: string;
  /** True when git tracks the path, false when not, undefined outside git. */
  tracked(path: string): boolean | undefined;
  /** Scope for environment names; one per scanned root. */
  scope: string;
}

/** One reader a format: bytes or records to observations. Files named `*.reader.ts` export one as `reader`. */
export interface Reader {
  id: string;
  /** Globs (picomatch) over the path. Put a literal file name or an extension last: readers are looked up by it. */
  paths: string[];
  /** At least one of these strings must stand in the text, for formats that a path does not tell. */
  contains?: string[];
  /** Reads parts of large exports; no other reader is given them. */
  parts?: true;
  /** Awaited once before the first `read`, for what loads asynchronously: a WASM grammar. */
  prepare?(): Promise<void>;
  read(file: SourceFile, context: ReadContext): Iterable<Observation>;
}
