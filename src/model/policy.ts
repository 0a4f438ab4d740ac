import type { Location } from './location.ts';

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
  account?: string;
}
