import type { Confidence, Location } from './location.ts';
import type { Factor, Risk } from './score.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** What a check says; assess turns it into a finding by adding score, fingerprint and status. */
export interface FindingDraft {
  /** The precise detection, where the check has several (`gha-static-aws-key`, a token type, an escalation path). */
  rule?: string;
  /** Overrides of the catalogue's severity and confidence, with the reason in the message. */
  severity?: Severity;
  confidence?: Confidence;
  /** One sentence with the names of things; never a secret. */
  message: string;
  /** The concrete edit; the catalogue's fix when absent. */
  fix?: string;
  /** Ids of the nodes it is about, the most important first. */
  entities: string[];
  /** The chain that makes it matter, as node ids. */
  route?: string[];
  /** First is primary. */
  locations: Location[];
  /** What makes two findings the same over time, besides check, rule and path: never a line number. */
  key?: string;
  /** Facts for the risk vector that the check knows better than the graph, each in [0,1]. */
  factors?: Partial<Record<Factor, number>>;
}

export interface Finding extends Omit<FindingDraft, 'factors' | 'key'> {
  /** Question of the catalogue, e.g. `NHI-SEC-001`. */
  check: string;
  title: string;
  severity: Severity;
  confidence: Confidence;
  fix: string;
  risk: Risk;
  frameworks: string[];
  /** Stable over line moves, renames of other things and re-formatting. */
  fingerprint: string;
  /** The same without the path: a baseline recognises by it what moved to another file. */
  movedFingerprint: string;
  status: 'new' | 'known' | 'suppressed';
  suppression?: { kind: 'inline' | 'config'; reason: string; owner?: string; until?: string };
}
