import type { Severity } from './finding.ts';

/** `nhi-audit.yml`: data only. */
export interface Config {
  $schema?: string;
  /** Exit 1 at or above this severity; default high. */
  'fail-on'?: Severity | 'none';
  /** Globs left out of the scan; they are counted in the report. */
  exclude?: string[];
  /** Findings accepted with a reason. */
  ignore?: Suppression[];
  checks?: Record<string, { severity?: Severity; enabled?: boolean }>;
  /** Run checks whose evidence is rarely decisive. */
  preview?: boolean;
  /** Files with further token types, relative to the configuration file. */
  rules?: string[];
  /** Cloud accounts and organisations that may be trusted. */
  trusted?: { 'aws-accounts'?: string[]; 'aws-organizations'?: string[]; 'github-owners'?: string[] };
  /** Changed weights of rules/scoring.yaml. */
  scoring?: Record<string, unknown>;
  /** Platforms that cannot issue ephemeral identities, with what stands in for it. */
  exceptions?: LegacyException[];
}

export interface Suppression {
  /** Check id, `check/rule`, or a finding's fingerprint. */
  id: string;
  /** Glob over the path of the primary location. */
  path?: string;
  reason: string;
  owner?: string;
  /** Last day, YYYY-MM-DD; afterwards the finding is new again and the run says so. */
  until?: string;
}

export interface LegacyException {
  kind: 'no-ephemeral-identity';
  /** Glob over ids. */
  identity: string;
  owner: string;
  until: string;
  reason: string;
  controls?: ('rotation' | 'network' | 'narrow-scope' | 'monitoring' | 'vaulting')[];
}

/** A comment `nhi-audit: ignore[NHI-SEC-001] reason` in a scanned file; it speaks of its own line and the one below. */
export interface InlineIgnore {
  path: string;
  line: number;
  /** Check ids or `check/rule`. */
  ids: string[];
  reason: string;
}
