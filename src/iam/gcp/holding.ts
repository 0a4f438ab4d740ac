import type { Confidence, IdentityFacts, Location } from '../../model/index.ts';
import type { Power } from './powers.ts';

/** One member's hold of one role in one place. */
export interface Holding {
  member: string;
  scope: string;
  role: string;
  powers: Power[];
  grant: string;
  locations: Location[];
  confidence: Confidence;
  condition?: string;
}

export type Privilege = NonNullable<IdentityFacts['privilege']>;
const ORDER: Privilege[] = ['unknown', 'none', 'read', 'write', 'privileged', 'admin'];
export const more = (a: Privilege, b: Privilege): boolean => ORDER.indexOf(a) > ORDER.indexOf(b);
