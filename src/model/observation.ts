import type { Edge, Node } from './entity.ts';
import type { Confidence, Gap } from './location.ts';
import type { PolicyFact } from './policy.ts';

/**
 * What a reader, the secret engine or an API collector saw: plain JSON, no judgement.
 * Observations merge into the graph by id; order never matters.
 */
export type Observation =
  | { type: 'node'; node: Node }
  | { type: 'edge'; edge: Edge }
  /** Two ids name one thing; the graph merges them when confidence is not low. */
  | { type: 'same'; a: string; b: string; why: string; confidence: Confidence }
  /** A policy document or binding as read; `iam` says what it means when the inventory is built. */
  | { type: 'policy'; policy: PolicyFact }
  | { type: 'gap'; gap: Gap }
  /** A file was understood by a reader; decides which check speaks of a secret found in it. */
  | { type: 'file'; path: string; surface: Surface };

/** What a file is to the audit. A file without a surface is source, configuration or data. */
export type Surface = 'agent' | 'ci' | 'deployment' | 'env' | 'instruction' | 'iam';

/** A literal value after sealing: everything about it that may be known, except itself. */
export interface Sealed {
  fingerprint: string;
  preview: string;
  /** Token type that matches the whole value, when one does. */
  rule?: string;
  provider?: string;
  /** Entropy relative to length and alphabet says that a machine made it. */
  generated: boolean;
  /** Documented example, template text or an obvious stand-in. */
  placeholder: boolean;
  /** Length in UTF-16 code units. */
  length: number;
}

/** Turns a literal into what may be known of it. The only way a value leaves a reader. */
export type Seal = (value: string, name?: string) => Sealed;

/** Finds the credentials of a text once, and gives any part of it with previews in their place. */
export type Hide = (text: string) => (part: string) => string;
