import type { Edge, Node } from './entity.ts';
import type { Location } from './location.ts';
import type { Observation } from './observation.ts';

/**
 * A policy, trust policy, binding or role definition as read. The document keeps the platform's own shape;
 * `iam/<platform>` says what it means.
 */
export interface PolicyFact {
  platform: 'aws' | 'gcp' | 'azure' | 'kubernetes' | 'vault' | 'spiffe';
  /** identity, trust, boundary, scp, rcp, resource, group, managed, binding, role … as the platform's interpreter defines. */
  kind: string;
  /** Canonical id of the policy or binding itself. */
  id: string;
  name: string;
  /** Ids of the identities (or resource) it is attached to. */
  attachedTo: string[];
  document: unknown;
  location: Location;
  /** Document parts that an expression hides. */
  unknownParts?: string[];
  /** Place of each statement of the document, in its order, where the reader knows it. */
  statements?: Location[];
  account?: string;
  /** Of a fact that only attaches: ids of the managed policies that those it is attached to have. */
  policies?: readonly string[];
  /** Keys that stand twice in one object of the raw text, so that parsers keep the last only, with the statement they stand in. */
  duplicateKeys?: { statement: number; key: string; location: Location }[];
}

/** What the rest of the graph knows when policies are interpreted: all merged nodes and edges, and the time of the audit. */
export interface GraphSeed {
  nodes: ReadonlyMap<string, Node>;
  edges: readonly Edge[];
  /** Milliseconds since 1970: conditions on dates and ages of keys are judged against it. */
  now: number;
}

/** Says what the policies of one platform mean: grants, privilege of identities, who can become whom. */
export type Interpreter = (facts: PolicyFact[], seed: GraphSeed) => Iterable<Observation>;
