import type { Location } from './location.ts';

/**
 * What stands at the place where a credential is expected.
 * `literal` the value itself · `env` an environment variable · `secretRef` a named entry of a secret store ·
 * `input` asked from a person · `file` read from a file · `command` printed by a helper · `indirect` supplied by something
 * outside the scan · `ambient` taken from the surroundings (cloud profile, metadata, login) · `placeholder` an example value.
 */
export type ReferenceKind =
  | 'literal'
  | 'env'
  | 'secretRef'
  | 'input'
  | 'file'
  | 'command'
  | 'indirect'
  | 'ambient'
  | 'placeholder';

export type LifetimeClass = 'static' | 'expires' | 'ttl' | 'per-task' | 'unknown';

/** How long a credential lives, and how that is known. */
export interface Lifetime {
  class: LifetimeClass;
  /** Seconds, for `ttl`. */
  seconds?: number;
  /** ISO 8601 end, for `expires`. */
  at?: string;
  /** ISO 8601 creation or last rotation, where known. */
  since?: string;
  /** token class, exp claim, API field, configuration … */
  how: string;
}

export type CredentialPrivilege = 'admin' | 'write' | 'read' | 'unknown';

/** Facts of a credential node. The value itself is never among them. */
export interface CredentialFacts {
  /** Provider key as in rules/secrets (`github`, `aws`, …). */
  provider?: string;
  /** Token type as in rules/secrets (`github-pat-classic`), when known. */
  rule?: string;
  reference: ReferenceKind;
  lifetime: Lifetime;
  /** Result of the offline test of its form. */
  validity?: 'checksum-valid' | 'checksum-invalid' | 'structure-valid' | 'unchecked' | 'expired';
  /** Redacted preview, at most a public prefix and the length. */
  preview?: string;
  /** Keyed fingerprint of a literal value; equal values have equal fingerprints. */
  fingerprint?: string;
  /** pat, api-key, oauth-token, private-key, password, connection-string … */
  class?: string;
  privilege?: CredentialPrivilege;
  /** Whose identity it proves, as far as the token type tells. */
  owner?: 'human' | 'service' | 'app' | 'workload' | 'unknown';
  /** The short-lived thing the platform offers instead, in words. */
  alternative?: string;
  /** Where to revoke it. */
  revoke?: string;
  /** Why confidence was lowered (example path, invalid checksum …). */
  doubts?: string[];
  /** ISO 8601; from an API or export. */
  lastUsed?: string;
  /** Switched on at the platform; absent when that is not known. */
  active?: boolean;
  /** Only in history: not in any file at HEAD. */
  historyOnly?: boolean;
  /** A person is asked for it: whether what is typed stays hidden, and whether the prompt itself speaks of a credential. */
  prompt?: { masked: boolean; named: boolean; location: Location };
  /** Names it is known by: variable, secret or key names. */
  names?: string[];
}
