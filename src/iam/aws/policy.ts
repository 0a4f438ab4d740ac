import type { Location } from '../../model/index.ts';
import { type Bits, members, orInto, RULE_ACTIONS, setBit, WORDS } from './actions.ts';
import type { Compiled, Statement } from './document.ts';
import { isGlob } from './glob.ts';
import { coversAll, isEverything } from './resource.ts';

/** A policy as attached somewhere: its compiled document and where it comes from. */
export interface Policy {
  id: string;
  name: string;
  document: Compiled;
  location: Location;
  places?: readonly Location[];
}

/** One statement with the policy it stands in: what decided. */
export interface Entry {
  policy: Policy;
  statement: Statement;
}

/** What a policy adds to the rights of everyone it is attached to. */
export interface Said {
  allow: readonly Entry[];
  deny: readonly Entry[];
  /** Actions it allows on something. */
  may: Bits;
  /** Actions it allows on everything, without a condition. */
  wide: Bits;
  /** Actions it allows on everything of their kind, without a condition. */
  open: Bits;
  /** Actions it denies on everything, without a condition. */
  never: Bits;
  /** Some condition asks which policy is attached. */
  asksPolicy: boolean;
}

const opened = new WeakMap<Statement, Bits>();

/** Actions a statement names on everything of their kind; its conditions are not asked. */
export function openedBy(statement: Statement): Bits {
  if (statement.resources.negated || isEverything(statement.resources)) return statement.actions;
  if (!statement.resources.patterns.some(isGlob)) return NONE;
  let bits = opened.get(statement);
  if (!bits) {
    bits = new Uint32Array(WORDS);
    for (const action of members(statement.actions, RULE_ACTIONS.length))
      if (coversAll(statement.resources.patterns, action)) setBit(bits, action);
    opened.set(statement, bits);
  }
  return bits;
}

const NONE: Bits = new Uint32Array(WORDS);

const said = new WeakMap<Policy, Said & { document: Compiled }>();

/** Worked out once for a policy, however many have it. */
export function saidBy(policy: Policy): Said {
  let known = said.get(policy);
  if (known?.document !== policy.document) {
    known = { ...summary(policy), document: policy.document };
    said.set(policy, known);
  }
  return known;
}

function summary(policy: Policy): Said {
  const found = { allow: [] as Entry[], deny: [] as Entry[], asksPolicy: false };
  const [may, wide, open, never] = [0, 0, 0, 0].map(() => new Uint32Array(WORDS)) as [Bits, Bits, Bits, Bits];
  for (const statement of policy.document.statements) {
    const free = statement.conditions.length === 0;
    const plain = free && isEverything(statement.resources);
    if (statement.effect === 'Allow') {
      found.allow.push({ policy, statement });
      orInto(may, statement.actions);
      if (plain) orInto(wide, statement.actions);
      if (free) orInto(open, openedBy(statement));
    } else {
      found.deny.push({ policy, statement });
      if (plain) orInto(never, statement.actions);
    }
    found.asksPolicy ||= statement.conditions.some(({ key }) => key === 'iam:policyarn');
  }
  return { ...found, may, wide, open, never };
}
