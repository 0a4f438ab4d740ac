import { hasUnknown, replaceUnknown } from '../../util/unknown.ts';
import type { Subject, World } from './account.ts';
import {
  actionNumber,
  type Bits,
  countBits,
  hasBit,
  orInto,
  RULE_ACTIONS,
  setBit,
  WORDS,
} from './actions.ts';
import { type Context, fillResource, holds } from './condition.ts';
import { contextOf } from './context.ts';
import { type Cap, type Policy, type Rights, rightsOf } from './decide.ts';
import { globMatch, globMeets, isGlob, literalPrefix } from './glob.ts';
import { isEverything } from './resource.ts';
import { YES } from './tri.ts';

/** Subjects with the same policies and caps have the same rights; they are worked out once. */
export interface Class {
  rights: Rights;
  /** Actions allowed on everything, without a condition. */
  wide: Bits;
  /** Actions allowed on something: allowed, not denied outright, inside every cap. */
  may: Bits;
  admin: boolean;
  /** Can make itself or any identity an administrator, so it counts as one when somebody else can become it. */
  adminLike: boolean;
  strength: number;
  /** A policy it has is hidden, so an absent right proves nothing. */
  hidden: boolean;
}

/** All subjects, strongest first, so that the first bit of a set of targets is the best target. */
export class Population {
  readonly list: readonly Subject[];
  readonly classes: readonly Class[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly words: number;
  private readonly sorted: { arn: string; number: number }[];
  private readonly memo = new Map<string, Bits>();

  constructor(readonly world: World) {
    const byKey = new Map<string, Class>();
    const ids = new Map<Policy, number>();
    const number = (policy: Policy) => {
      const known = ids.get(policy) ?? ids.size;
      ids.set(policy, known);
      return known;
    };
    const paired = world.subjects.map((subject) => {
      const caps = capsOf(world, subject);
      const key = [subject.policies, ...caps.map((cap) => cap.policies)]
        .map((list) => list.map(number).join(','))
        .join('|');
      let found = byKey.get(key);
      if (!found || found.rights.allow.some(({ statement }) => statement.personal)) {
        found = makeClass(world, subject, caps);
        byKey.set(key, found);
      }
      return { subject, found };
    });
    paired.sort((a, b) => b.found.strength - a.found.strength || (a.subject.id < b.subject.id ? -1 : 1));
    this.list = paired.map((pair) => pair.subject);
    this.classes = paired.map((pair) => pair.found);
    this.numbers = new Map(this.list.map((subject, i) => [subject.id, i]));
    this.words = (this.list.length + 31) >> 5;
    this.sorted = this.list
      .map((subject, i) => ({ arn: subject.arn, number: i }))
      .sort((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0));
  }

  empty(): Bits {
    return new Uint32Array(this.words);
  }

  where(test: (subject: Subject, i: number) => boolean): Bits {
    const bits = this.empty();
    for (const [i, subject] of this.list.entries()) if (test(subject, i)) setBit(bits, i);
    return bits;
  }

  /** Subjects whose ARN a resource pattern may name. A pattern with a literal beginning looks only at ARNs that begin so. */
  named(written: string): Bits {
    const known = this.memo.get(written);
    if (known) return known;
    const pattern = replaceUnknown(written);
    const bits = this.empty();
    const prefix = literalPrefix(pattern);
    const from = this.lowerBound(prefix);
    for (let k = from; k < this.sorted.length; k++) {
      const { arn, number } = this.sorted[k]!;
      if (!arn.startsWith(prefix)) break;
      const hit = hasUnknown(arn)
        ? globMeets(pattern, replaceUnknown(arn))
        : isGlob(pattern)
          ? globMatch(pattern, arn)
          : pattern === arn;
      if (hit) setBit(bits, number);
    }
    // ARNs of files carry a hidden account, which a literal account number may well be.
    for (const { arn, number } of this.hiddenArns())
      if (arn === written || globMeets(pattern, replaceUnknown(arn))) setBit(bits, number);
    this.memo.set(written, bits);
    return bits;
  }

  private hidden: { arn: string; number: number }[] | undefined;
  private hiddenArns() {
    this.hidden ??= this.sorted.filter(({ arn }) => hasUnknown(arn));
    return this.hidden;
  }

  private lowerBound(prefix: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle]!.arn < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Subjects on which this class may do the action, conditions and partial denials left open: candidates for a closer look. */
  candidates(of: Class, action: number, context: Context): Bits {
    const bits = this.empty();
    for (const { statement } of of.rights.allow) {
      if (!hasBit(statement.actions, action)) continue;
      if (statement.resources.negated || isEverything(statement.resources)) return bits.fill(0xffffffff);
      for (const pattern of statement.resources.patterns)
        orInto(bits, this.named(fillResource(pattern, context).pattern));
    }
    return bits;
  }
}

type Caps = { kind: Cap['kind']; policies: readonly Policy[] }[];

function capsOf(world: World, subject: Subject): Caps {
  const caps: Caps = [];
  if (subject.boundary) caps.push({ kind: 'boundary', policies: [subject.boundary] });
  if (subject.sessions.length > 0) caps.push({ kind: 'session', policies: subject.sessions });
  // SCPs bind neither the management account (the reader leaves it out) nor service-linked roles.
  if (subject.arn.includes(':role/aws-service-role/')) return caps;
  return [
    ...caps,
    ...(world.scps.get(subject.account) ?? []).map((policies) => ({ kind: 'scp' as const, policies })),
  ];
}

function makeClass(world: World, subject: Subject, caps: Caps): Class {
  const rights = rightsOf(subject.policies, caps);
  const wide = new Uint32Array(WORDS);
  const free = ({ statement }: Rights['allow'][number]) =>
    statement.conditions.length === 0 && isEverything(statement.resources);
  for (const entry of rights.allow) if (free(entry)) orInto(wide, entry.statement.actions);
  for (const cap of rights.caps) {
    const bits = new Uint32Array(WORDS);
    for (const entry of cap.entries) if (free(entry)) orInto(bits, entry.statement.actions);
    for (let i = 0; i < WORDS; i++) wide[i]! &= bits[i]!;
  }
  const context = contextOf(world, subject);
  for (const { statement } of rights.deny) {
    if (!isEverything(statement.resources)) continue;
    if (statement.conditions.length > 0 && !certainly(statement.conditions, context)) continue;
    for (let i = 0; i < WORDS; i++) wide[i]! &= ~statement.actions[i]!;
  }
  const count = countBits(wide);
  const admin = count >= RULE_ACTIONS.length * 0.97;
  const adminLike = admin || (!subject.boundary && SELF_GRANTS.some((action) => hasBit(wide, action)));
  const may = rights.may;
  return {
    rights,
    wide,
    may,
    admin,
    adminLike,
    strength: (admin ? 2_000_000 : adminLike ? 1_000_000 : 0) + count * 1000 + countBits(may),
    hidden: subject.unseen.length > 0,
  };
}

/** Any one of these on everything is enough to become administrator. */
const SELF_GRANTS = [
  'iam:AttachRolePolicy',
  'iam:PutRolePolicy',
  'iam:AttachUserPolicy',
  'iam:PutUserPolicy',
  'iam:CreatePolicyVersion',
].map((name) => actionNumber(name)!);

function certainly(conditions: Parameters<typeof holds>[0], context: Context): boolean {
  return holds(conditions, 'Deny', context) === YES;
}
