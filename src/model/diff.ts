import type { Finding } from './finding.ts';
import type { Gap } from './location.ts';

/** What changed between two reports. */
export interface ReportDiff {
  added: Finding[];
  gone: Finding[];
  /** Same finding, other risk, file or status; reasons in words. */
  changed: { before: Finding; after: Finding; reasons: string[] }[];
  score: {
    before: number | null;
    after: number | null;
    /** Why the number moved, or why it did not although findings came and went. */
    reasons: string[];
  };
  agents: { agent: string; before?: number; after?: number }[];
  coverage: { before: number; after: number };
  gaps: { added: Gap[]; gone: Gap[] };
}
