import { hasUnknown } from '../../util/unknown.ts';
import type { Subject, World } from './account.ts';
import { actionNumber } from './actions.ts';
import { hasBit } from './bits.ts';
import { type Context, holds } from './condition.ts';
import { contextOf } from './context.ts';
import { type Answer, denial, onArn, REFUSED, type Rights, withCaps } from './decide.ts';
import { intersection, type Named, NOBODY, type Numbers, union } from './numbers.ts';
import type { Entry, Policy } from './policy.ts';
import type { Population } from './population.ts';
import { type Naming, naming, type Principals } from './principal.ts';
import { hits } from './resource.ts';
import { both, MAYBE, NO, not, type Tri, YES } from './tri.ts';

export const ASSUME_ROLE = actionNumber('sts:AssumeRole')!;

interface TrustEntry extends Entry {
  principals: Principals;
  negated: boolean;
}

function trustEntries(policy: Policy): TrustEntry[] {
  return policy.document.statements.flatMap((statement) =>
    statement.principal
      ? [
          {
            policy,
            statement,
            principals: statement.principal.named,
            negated: statement.principal.negated,
          },
        ]
      : [],
  );
}

/** Trust policies of all roles, indexed by whom they let in. */
export class Trusts {
  /** Roles an account as a whole may assume; `*` stands for anyone. */
  private readonly byAccount = new Map<string, number[]>();
  private readonly direct = new Map<string, number[]>();
  private readonly entries = new Map<number, readonly TrustEntry[]>();
  private readonly byService = new Map<string, number[]>();
  private readonly served = new Map<string, Numbers>();

  constructor(private readonly population: Population) {
    const read = new Map<Policy, readonly TrustEntry[]>();
    for (const [i, role] of population.list.entries()) {
      const entries = role.trust.flatMap((policy) => {
        const known = read.get(policy) ?? trustEntries(policy);
        read.set(policy, known);
        return known;
      });
      if (entries.length > 0) this.entries.set(i, entries);
      for (const entry of entries) if (entry.statement.effect === 'Allow') this.index(entry, i);
    }
  }

  private index({ principals, negated, statement }: TrustEntry, role: number): void {
    const add = (map: Map<string, number[]>, key: string) => {
      const list = map.get(key);
      if (!list) map.set(key, [role]);
      else if (list.at(-1) !== role) list.push(role);
    };
    for (const service of principals.services) add(this.byService, service.replace(/\.cn$/, ''));
    if (!hasBit(statement.actions, ASSUME_ROLE)) return;
    if (negated || principals.any) add(this.byAccount, '*');
    for (const account of principals.accounts) add(this.byAccount, account);
    for (const arn of principals.arns) {
      const session = /^arn:([^:]*):sts::([^:]*):assumed-role\/([^/]+)\//.exec(arn);
      const key = session ? `session:${session[2]}:${session[3]}` : arn;
      add(this.direct, key);
    }
  }

  /** Roles that trust one of the services. */
  servedBy(services: readonly string[]): Numbers {
    const key = services.join(' ');
    let known = this.served.get(key);
    if (!known) {
      // `ec2.‹suffix›`: a hidden partition suffix.
      const hidden = services.map((service) => `${service.split('.')[0]}.‹`);
      const lists = [...this.byService].filter(
        ([name]) => services.includes(name) || hidden.some((prefix) => name.startsWith(prefix)),
      );
      known = union(lists.map(([, roles]) => roles));
      this.served.set(key, known);
    }
    return known;
  }

  /** Some trust policy names the subject itself. */
  names(subject: Subject): boolean {
    return this.direct.has(subject.arn) || this.direct.has(`session:${subject.account}:${subject.name}`);
  }

  /** Roles whose trust may let this subject in, given the roles its own policies let it assume. */
  candidates(subject: Subject, allowed: Named): Numbers {
    const lists: Numbers[] = [];
    for (const key of [subject.account, '*']) {
      const trusting = this.byAccount.get(key);
      if (trusting) lists.push(intersection([trusting, allowed]) as Numbers);
    }
    for (const key of [subject.arn, `session:${subject.account}:${subject.name}`])
      lists.push(this.direct.get(key) ?? NOBODY);
    return union(lists.filter((list) => list.length > 0));
  }

  /** May the subject assume the role? Same account: trust by name is enough; otherwise both sides must allow. */
  mayAssume(subject: Subject, rights: Rights, role: number, extra: Context): Answer {
    const target = this.population.list[role]!;
    const { world } = this.population;
    const trust = this.lets(role, subject, extra);
    if (trust.value === NO) return REFUSED;
    const sameAccount = target.account === subject.account;
    const named = (entry: Entry) => hits(entry.statement.resources, target.arn, extra);
    const identity = onArn(rights, ASSUME_ROLE, target.arn, extra);
    const guarded = (answer: Answer): Answer => guard(world, target, answer, extra);
    if (identity.value !== NO && (trust.naming === 'account' || !sameAccount || identity.value === YES))
      return guarded({
        value: both(identity.value, trust.value),
        by: [...identity.by, ...trust.by],
        conditions: [...identity.conditions, ...trust.conditions],
      });
    if (!sameAccount || trust.naming === 'account') return REFUSED;
    // Named in the trust policy of its own account: needs no identity Allow, but a Deny and most caps still count. The boundary does
    // not cap what a resource policy grants to a user or a session by name; for a role ARN it does.
    const denied = denial(rights.deny, ASSUME_ROLE, extra, named);
    if (denied.value === YES) return REFUSED;
    const spared = subject.type === 'user' || trust.naming === 'session';
    const caps = rights.caps.filter((cap) => cap.kind === 'scp' || !spared);
    const open: Answer = {
      value: both(trust.value, not(denied.value)),
      by: trust.by,
      conditions: [...trust.conditions, ...denied.conditions],
    };
    return guarded(withCaps(open, caps, ASSUME_ROLE, extra, named));
  }

  private lets(role: number, subject: Subject, context: Context): Answer & { naming: Naming } {
    let found: Answer & { naming: Naming } = { ...REFUSED, naming: undefined };
    let denied: Tri = NO;
    const open: string[] = [];
    for (const entry of this.entries.get(role) ?? []) {
      const { statement, principals } = entry;
      if (!hasBit(statement.actions, ASSUME_ROLE)) continue;
      const plain = naming(principals, subject.arn, subject.account);
      const how = entry.negated ? (plain === undefined ? 'any' : undefined) : plain;
      if (!how) continue;
      const value = holds(statement.conditions, statement.effect, context);
      if (statement.effect === 'Deny') {
        if (value > denied) denied = value;
        if (value === MAYBE) open.push(...statement.conditions.map((c) => `unless ${c.text}`));
      } else if (value > found.value || (value === found.value && found.naming === 'account')) {
        const conditions = value === MAYBE ? statement.conditions.map((c) => c.text) : [];
        found = { value, by: [entry], conditions, naming: how };
      }
    }
    return { ...found, value: both(found.value, not(denied)), conditions: [...found.conditions, ...open] };
  }
}

/** Resource control policies of the role's account may still refuse; never for service-linked roles. */
function guard(world: World, target: Subject, answer: Answer, context: Context): Answer {
  const policies = world.rcps.get(target.account);
  if (!policies || answer.value === NO || target.arn.includes(':role/aws-service-role/')) return answer;
  const entries = policies.flatMap((policy) =>
    policy.document.statements.filter((s) => s.effect === 'Deny').map((statement) => ({ policy, statement })),
  );
  const denied = denial(entries, ASSUME_ROLE, context, ({ statement }) =>
    hits(statement.resources, target.arn, context),
  );
  const value = both(answer.value, not(denied.value));
  return value === NO
    ? REFUSED
    : { ...answer, value, conditions: [...answer.conditions, ...denied.conditions] };
}

/** What a target brings to a request: its account, tags and permissions boundary. */
export function targetContext(
  world: World,
  subject: Subject,
  target: Subject,
  extra: Parameters<typeof contextOf>[2] = {},
): Context {
  const base = contextOf(world, subject, {
    'aws:resourceaccount': target.account && !hasUnknown(target.account) ? [target.account] : 'unknown',
    'iam:permissionsboundary': target.boundary ? [target.boundary.id.replace(/^aws:/, '')] : 'absent',
    ...extra,
  });
  return (key) => {
    const tag = /^(?:aws|iam):resourcetag\/(.+)$/.exec(key)?.[1];
    if (!tag) return base(key);
    const found = Object.entries(target.node?.tags ?? {}).find(([name]) => name.toLowerCase() === tag);
    return found ? [found[1]] : target.node?.tags ? 'absent' : 'unknown';
  };
}
