import type { CredentialPrivilege, LifetimeClass } from './credential.ts';
import type { Confidence } from './location.ts';

/** One token type: an entry of rules/secrets/<provider>.yaml. */
export interface SecretRule {
  /** `github-pat-classic`; unique over all providers. */
  id: string;
  title: string;
  /** The token's own literals, at least 3 bytes each; matching starts where one occurs. Case-sensitive. */
  literals: string[];
  /** Literals are matched without regard to ASCII case (contextual rules). */
  ignoreCase?: boolean;
  /**
   * The token, as a JavaScript pattern with bounded quantifiers only. Named group `secret` marks the secret part when the
   * pattern is wider than the token. Boundaries are added by the engine unless `boundary` says none.
   */
  pattern: string;
  /**
   * Characters that may not touch the match: `word` (default) [A-Za-z0-9_], `token` also `-`, `base64` also +/=, `none`. On the
   * left of a pattern with a group `secret` only `word` applies, and nothing with `ignoreCase` (`MY_ACME_KEY=` is fine).
   */
  boundary?: 'word' | 'token' | 'base64' | 'none';
  /**
   * For values that no literal of their own tells: `pattern` is the value alone, and the literals are names. The value counts only
   * where it is assigned to a name that holds one of them (`MISTRAL_API_KEY=…`, `mistral: { "api_key": "…" }`). Implies
   * `ignoreCase` and, unless another is given, the shape `generated`. `quoted` and `bare` are for names of no provider, which
   * have to end with the literal: with quotes around the value, or without.
   */
  assigned?: boolean | 'quoted' | 'bare';
  /** Words before the name of an `assigned` value that make it something else: `csrf` before `token`. */
  unless?: string[];
  /**
   * A test of the secret part that no pattern can express. `generated`: no one wrote it. `password`: generated, or what people
   * choose as a password and not an identifier, path, label or template. `setting`: a password written without quotes.
   * `basic`: base64 of `user:password`. `userinfo`: the password of a URL.
   * `key-store`: a Java key store or PKCS#12 file with a private key, and not only certificates.
   */
  shape?: 'generated' | 'password' | 'setting' | 'basic' | 'userinfo' | 'key-store';
  /** Words of which one must stand within 120 bytes of the match (contextual formats). */
  near?: string[];
  /** Least Shannon entropy in bits per character of the secret part. */
  entropy?: number;
  /** Offline test, named in src/secrets/validate. */
  checksum?: string;
  /** pat, api-key, oauth-token, refresh-token, private-key, password, webhook, connection-string … */
  kind: string;
  /** Whose identity it proves. */
  identity: 'human' | 'service' | 'app' | 'workload' | 'unknown';
  lifetime: LifetimeClass;
  /** Seconds, when lifetime is `ttl`. */
  ttl?: number;
  privilege: CredentialPrivilege;
  confidence: Confidence;
  /** The short-lived thing this platform offers instead. */
  alternative?: string;
  /** Where to revoke it. */
  revoke?: string;
  /** A public identifier by design (publishable key): reported at info. */
  public?: boolean;
  /** Vendor documentation of the format. */
  docs?: string;
  examples: {
    /** `{{token}}` is replaced by a string made from the pattern, checksum fixed. */
    match: string[];
    ignore: string[];
  };
}

/** A file of rules/secrets. */
export interface SecretRuleFile {
  provider: string;
  name: string;
  /** ai, agent, cloud, scm, ci, package, data, observability, messaging, payment, security, saas, generic … */
  class: string;
  docs?: string;
  rules: SecretRule[];
}

/** One match of the engine, as it may leave src/secrets. Offsets are bytes in the scanned content. */
export interface SecretMatch {
  rule: string;
  provider: string;
  start: number;
  end: number;
  fingerprint: string;
  preview: string;
  confidence: Confidence;
  validity: 'checksum-valid' | 'checksum-invalid' | 'structure-valid' | 'unchecked' | 'expired';
  lifetime: { class: LifetimeClass; seconds?: number; at?: string; how: string };
  /** Public facts read from the token itself: account, subject, issuer, app id, client e-mail, scopes, algorithm, notAfter. */
  facts?: Record<string, string>;
  doubts?: string[];
}
