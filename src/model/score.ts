import type { Severity } from './finding.ts';

/** Blast radius, data class, autonomy, exposure, lifetime (weights and priors in rules/scoring.yaml). */
export type Factor = 'R' | 'D' | 'A' | 'X' | 'L';

/** One factor of a risk, in [0,1], with what decided it. */
export interface FactorEvidence {
  value: number;
  /** False when nothing could decide it: the value is the published prior and carries a `?` in the vector. */
  known: boolean;
  why: string;
  /** Ids of the nodes that decided it. */
  at: string[];
}

/** A control that lowers the uplift, because it was verified to be in force. */
export interface ControlCredit {
  stage: 'evaluate' | 'approve' | 'issue' | 'log';
  /** Share of the uplift it takes away. */
  effect: number;
  /** Ids of the control nodes. */
  at: string[];
}

/** risk = min(cap(B), B + (10 - B) x U x C); see docs/scoring.md. */
export interface Risk {
  score: number;
  /** `NHI-AGT-004/B:9/R:.75/D:.5?/A:1/X:.5/L:1/C:1`. */
  vector: string;
  factors: Record<Factor, FactorEvidence>;
  credits: ControlCredit[];
}

/** What has a lifetime that is judged by the tables in rules/scoring.yaml, `limits`. */
export type Lived = 'x509-svid' | 'jwt-svid' | 'spire-agent' | 'spire-ca' | 'projected-token' | 'certificate';

/** Lifetimes above which something is too long, as written (`24h`), by the severity that follows. */
export type LifetimeLimits = Record<Lived, Partial<Record<Severity, string>>>;
