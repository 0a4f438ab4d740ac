/** How sure a fact or a finding is; separate from how bad it would be. */
export type Confidence = 'high' | 'medium' | 'low';

/** Where bytes or records came from. */
export type EvidenceSource = 'file' | 'history' | 'api' | 'export' | 'home';

/**
 * One place that shows a fact. Lines and columns are 1-based, columns count UTF-16 code units as SARIF does
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/, section 3.30). `path` is relative to the scanned root, `/`-separated;
 * for an API record it is the request path.
 */
export interface Location {
  path: string;
  startLine?: number;
  startColumn?: number;
  endLine?: number;
  endColumn?: number;
  /** Commit that holds the bytes, when the place is in history. */
  commit?: string;
  /** JSON pointer (RFC 6901) inside a structured document, or the field path of an API record. */
  pointer?: string;
  source?: EvidenceSource;
  /** A few words on what this place shows, for related locations. */
  note?: string;
}

/** Something that could not be read or decided. A clean result over unseen ground is a lie, so gaps are output. */
export interface Gap {
  /** What is missing, e.g. `file`, `policy`, `secrets of organisation`. */
  what: string;
  /** Path, API path or id. */
  where: string;
  /** Cause in plain words, with the fix where there is one. */
  why: string;
}
