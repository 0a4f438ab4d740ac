import { hasUnknown, replaceUnknown } from '../../util/unknown.ts';
import type { Subject, World } from './account.ts';
import { actionNumber, RULE_ACTIONS } from './actions.ts';
import { type Bits, common, countBits, hasBit, minus } from './bits.ts';
import { type Context, fillResource, holds } from './condition.ts';
import { contextOf } from './context.ts';
import { type Cap, type Rights, rightsOf } from './decide.ts';
import { globMatch, globMeets, isGlob, literalPrefix } from './glob.ts';
import { type Named, NOBODY, type Numbers, union } from './numbers.ts';
import type { Path } from './path.ts';
import type { Policy } from './policy.ts';
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
  /** See `pathsOf`. */
  paths?: readonly Path[];
}

/** All subjects, strongest first, so that the first bit of a set of targets is the best target. */
export class Population {
  readonly list: readonly Subject[];
  readonly classes: readonly Class[];
  readonly numbers: ReadonlyMap<string, number>;
  private readonly byArn = new Map<string, number>();
  private readonly sorted: readonly { arn: string; number: number }[];
  private readonly hidden: readonly { arn: string; number: number }[];
  private readonly memo = new Map<string, Numbers>();

  constructor(readonly world: World) {
    const byKey = new Map<string, Class>();
    const keyOf = classKeys();
    const paired = world.subjects.map((subject) => {
      const caps = capsOf(world, subject);
      const key = keyOf(subject.policies, caps);
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
    for (const [i, subject] of this.list.entries()) this.byArn.set(subject.arn, i);
    this.sorted = this.list
      .map((subject, i) => ({ arn: subject.arn, number: i }))
      .sort((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0));
    // ARNs of files carry a hidden account, which a literal account number may well be.
    this.hidden = this.sorted.filter(({ arn }) => hasUnknown(arn));
  }

  /** Subjects whose ARN a resource pattern may name. */
  named(written: string): Numbers {
    if (this.hidden.length === 0 && !isGlob(written)) {
      const number = this.byArn.get(written);
      return number === undefined ? NOBODY : [number];
    }
    let known = this.memo.get(written);
    if (!known) {
      known = this.matching(written);
      this.memo.set(written, known);
    }
    return known;
  }

  /** A pattern with a literal beginning looks only at ARNs that begin so. */
  private matching(written: string): Numbers {
    const pattern = replaceUnknown(written);
    const found = new Set<number>();
    const prefix = literalPrefix(pattern);
    for (let k = this.lowerBound(prefix); k < this.sorted.length; k++) {
      const { arn, number } = this.sorted[k]!;
      if (!arn.startsWith(prefix)) break;
      if (!hasUnknown(arn) && globMatch(pattern, arn)) found.add(number);
    }
    for (const { arn, number } of this.hidden)
      if (arn === written || globMeets(pattern, replaceUnknown(arn))) found.add(number);
    return [...found].sort((a, b) => a - b);
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
  candidates(of: Class, action: number, context: Context): Named {
    const lists: Numbers[] = [];
    for (const { statement } of of.rights.allow) {
      if (!hasBit(statement.actions, action)) continue;
      if (statement.resources.negated || isEverything(statement.resources)) return 'all';
      for (const pattern of statement.resources.patterns) {
        const list = this.named(fillResource(pattern, context).pattern);
        if (list.length > 0) lists.push(list);
      }
    }
    return union(lists);
  }
}

/** One text for one list of policies under one list of caps. */
function classKeys(): (policies: readonly Policy[], caps: Caps) => string {
  const numbers = new Map<Policy, number>();
  return (policies, caps) => {
    let key = '';
    const add = (policy: Policy) => {
      let number = numbers.get(policy);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(policy, number);
      }
      key += `${number},`;
    };
    for (const policy of policies) add(policy);
    for (const cap of caps) {
      key += '|';
      for (const policy of cap.policies) add(policy);
    }
    return key;
  };
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
  let { wide } = rights;
  for (const cap of rights.caps) wide = common(wide, cap.wide);
  const context = contextOf(world, subject);
  for (const { statement } of rights.deny)
    if (
      isEverything(statement.resources) &&
      (statement.conditions.length === 0 || holds(statement.conditions, 'Deny', context) === YES)
    )
      wide = minus(wide, statement.actions);
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
