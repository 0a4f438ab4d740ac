import type { DecidingStatement, Location } from '../../model/index.ts';
import type { Compiled, Statement } from './document.ts';

/** A policy as attached somewhere: its compiled document and where it comes from. */
export interface Policy {
  id: string;
  name: string;
  document: Compiled;
  location: Location;
  places?: readonly Location[];
  /** See `entriesOf`. Here and not in a WeakMap, whose tens of thousands of entries every collection of garbage would walk. */
  entries?: Entries;
}

/** One statement with the policy it stands in: what decided. */
export interface Entry {
  policy: Policy;
  statement: Statement;
  /** See `describe`. */
  shown?: DecidingStatement;
}

/** What a policy's statements allow and deny, in their order. */
export interface Entries {
  of: Compiled;
  allow: readonly Entry[];
  deny: readonly Entry[];
}

/** The statements of a policy with the policy, made once for all it is attached to: an entry is told from others by identity. */
export function entriesOf(policy: Policy): Entries {
  // The document of a policy turns up after its first attachment, where a file names it before it says what it is.
  if (policy.entries?.of !== policy.document) {
    const all = policy.document.statements.map((statement): Entry => ({ policy, statement }));
    policy.entries = {
      of: policy.document,
      allow: all.filter(({ statement }) => statement.effect === 'Allow'),
      deny: all.filter(({ statement }) => statement.effect === 'Deny'),
    };
  }
  return policy.entries;
}
