/** `nhi-audit baseline` writes it: what was there when the gate was closed. Kept in git, so that reasons and end dates are reviewed. */
export interface BaselineFile {
  $schema?: string;
  version: 1;
  tool: { name: 'nhi-audit'; version: string };
  /** Sorted, so that a diff of two baselines is readable. */
  findings: BaselineEntry[];
}

/** One known finding. Lines are left out on purpose: they move. */
export interface BaselineEntry {
  /** Check, or `check/rule`. */
  id: string;
  path: string;
  message: string;
  fingerprint: string;
  movedFingerprint: string;
  /** Written by hand, kept by later runs. */
  reason?: string;
  owner?: string;
  /** Last day, YYYY-MM-DD; afterwards the finding is new again and the run says so. */
  until?: string;
}
