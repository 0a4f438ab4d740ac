import type { Subject } from './account.ts';
import { ASSUME_ROLE, Trusts, targetContext } from './assume.ts';
import { hasBit } from './bits.ts';
import { contextOf } from './context.ts';
import { type Answer, onArn, REFUSED, somewhere } from './decide.ts';
import { intersection, type Named, NOBODY, type Numbers } from './numbers.ts';
import type { Path } from './path.ts';
import type { Entry } from './policy.ts';
import type { Class, Population } from './population.ts';
import { both, NO, type Tri, YES } from './tri.ts';
import type { Workload } from './workloads.ts';

/** A path that works for a holder, and what decided. */
export interface Found {
  path: Path;
  certainty: 'confirmed' | 'conditional' | 'possible';
  /** Number of the identity gained; the holder's own when it strengthens itself. */
  target?: number;
  /** Further targets that would do. */
  others: number;
  /** Paths that need a part of the same permissions and end at the same place. */
  variants: string[];
  /** Runs through this workload. */
  workload?: string;
  by: Entry[];
  conditions: string[];
}

/** Policies worth attaching: one of them must pass a condition on `iam:PolicyARN`. */
const WORTH_ATTACHING = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'].map(
  (name) => `arn:aws:iam::aws:policy/${name}`,
);

/** Exact looks at candidates before the search gives up; candidates come best first. */
const MAX_LOOKS = 32;
/** Length from which a list is worth remembering. */
const SHARED = 32;
/** Other targets counted beside the best one. */
const MAX_OTHERS = 3;

export const all = (answers: readonly Answer[]): Answer => {
  let value: Tri = YES;
  for (const answer of answers) value = both(value, answer.value);
  if (value === NO) return REFUSED;
  const by = answers.flatMap((answer) => answer.by);
  return { value, by: [...new Set(by)], conditions: [...new Set(answers.flatMap((a) => a.conditions))] };
};

/** Asks one after another, and stops at the first that is refused. */
export function every(actions: readonly number[], ask: (action: number) => Answer): Answer {
  const answers: Answer[] = [];
  for (const action of actions) {
    const answer = ask(action);
    if (answer.value === NO) return REFUSED;
    answers.push(answer);
  }
  return all(answers);
}

/** A question "which other identity?": candidates that may do, best first, and an exact look at one of them. */
export interface Search {
  path: Path;
  targets: Numbers;
  look(target: number, subject: Subject): Answer;
}

/** Service-linked roles belong to AWS: nobody becomes them. */
const isOf = (subject: Subject, kind: 'user' | 'role', account: string | undefined): boolean =>
  subject.type === kind &&
  (account === undefined || subject.account === account) &&
  !subject.arn.includes(':role/aws-service-role/');

/** Who asks. */
export interface Holder {
  number: number;
  subject: Subject;
  of: Class;
}

/** Answers the questions of all escalation paths: about the holder itself, about targets in view, about targets out of view. */
export class Escalations {
  readonly trusts: Trusts;
  private readonly memo = new Map<Class, Map<number, Named>>();

  constructor(
    readonly population: Population,
    private readonly workloads: ReadonlyMap<string, Workload[]>,
  ) {
    this.trusts = new Trusts(population);
    this.everybody = population.list.map((_, i) => i);
  }

  /** Actions on one ARN, as this holder, about this target. */
  on(holder: Holder, actions: readonly number[], arn: string, target: Subject): Answer {
    let best = REFUSED;
    for (const policy of holder.of.rights.asksPolicy ? WORTH_ATTACHING : WORTH_ATTACHING.slice(0, 1)) {
      const context = targetContext(this.population.world, holder.subject, target, {
        'iam:policyarn': [policy],
      });
      const answer = every(actions, (action) => onArn(holder.of.rights, action, arn, context));
      if (answer.value > best.value) best = answer;
    }
    return best;
  }

  /** Actions on something of their kind, wherever. */
  anywhere(holder: Holder, actions: readonly number[], services?: readonly string[]): Answer {
    const context = contextOf(this.population.world, holder.subject, {
      'iam:policyarn': WORTH_ATTACHING,
      ...(services ? { 'iam:passedtoservice': services } : {}),
    });
    return every(actions, (action) => somewhere(holder.of.rights, action, context));
  }

  stronger(holder: Holder, target: number): boolean {
    const [own, other] = [holder.of, this.population.classes[target]!];
    if (target === holder.number) return false;
    if (other.adminLike) return !own.adminLike || (other.admin && !own.admin);
    if (other.strength <= own.strength) return false;
    for (let i = 0; i < own.may.length; i++) if ((other.may[i]! & ~own.may[i]!) !== 0) return true;
    return false;
  }

  /** Identities the actions may be done on, by class and before conditions: cheap, and never too few. */
  private candidates(holder: Holder, actions: readonly number[]): Named {
    let memo = this.memo.get(holder.of);
    if (!memo) {
      memo = new Map();
      this.memo.set(holder.of, memo);
    }
    const lists: Named[] = [];
    for (const action of actions) {
      let named = memo.get(action);
      if (!named) {
        const context = contextOf(this.population.world, holder.subject);
        named = this.population.candidates(holder.of, action, context);
        memo.set(action, named);
      }
      if (named.length === 0) return NOBODY;
      lists.push(named);
    }
    return intersection(lists);
  }

  /** Roles the holder may be let into. Most holders have neither the right nor a trust policy that names them. */
  assumable(holder: Holder): Numbers {
    if (!hasBit(holder.of.may, ASSUME_ROLE) && !this.trusts.names(holder.subject)) return NOBODY;
    if (this.lastAssumable?.number !== holder.number)
      this.lastAssumable = {
        number: holder.number,
        roles: this.trusts.candidates(holder.subject, this.candidates(holder, [ASSUME_ROLE])),
      };
    return this.lastAssumable.roles;
  }
  private lastAssumable: { number: number; roles: Numbers } | undefined;

  mayAssume(holder: Holder, role: number): Answer {
    const target = this.population.list[role]!;
    const context = targetContext(this.population.world, holder.subject, target);
    return this.trusts.mayAssume(holder.subject, holder.of.rights, role, context);
  }

  /** The best target of a search, looked at exactly and strongest first. */
  best(holder: Holder, search: Search): Found | undefined {
    const { path, targets, look } = search;
    let best: Found | undefined;
    let looks = 0;
    let others = -1;
    for (const t of targets) {
      if (looks >= MAX_LOOKS || others >= MAX_OTHERS) break;
      if (t === holder.number) continue;
      if (!path.grants && !this.stronger(holder, t)) {
        // Strongest first: nobody who follows is stronger, ties apart.
        if (this.population.classes[t]!.strength < holder.of.strength) break;
        continue;
      }
      looks++;
      const answer = look(t, this.population.list[t]!);
      if (answer.value === NO) continue;
      if (!best || (best.certainty !== 'confirmed' && answer.value === YES)) {
        best = this.found(path, answer, t);
        others++;
      } else if (answer.value === YES) others++;
    }
    return best ? { ...best, others } : undefined;
  }

  /** Candidates for a search: identities of one kind on which all actions may be allowed. The holder itself may be among them. */
  targets(
    holder: Holder,
    kind: 'user' | 'role',
    on: readonly number[],
    also: Named = 'all',
    anyAccount = false,
  ): Numbers {
    if (also.length === 0) return NOBODY;
    const named = intersection([this.candidates(holder, on), also]);
    if (named.length === 0) return NOBODY;
    const account = anyAccount ? undefined : holder.subject.account;
    return this.ofKind(named === 'all' ? this.everybody : named, kind, account);
  }

  private readonly everybody: Numbers;
  private readonly kinds = new WeakMap<Numbers, Map<string, Numbers>>();

  /** Users or roles among these. Long lists are shared by many holders, who all want the same part of them. */
  private ofKind(among: Numbers, kind: 'user' | 'role', account: string | undefined): Numbers {
    const { list } = this.population;
    const pick = () => among.filter((i) => isOf(list[i]!, kind, account));
    if (among.length < SHARED) return pick();
    let known = this.kinds.get(among);
    if (!known) {
      known = new Map();
      this.kinds.set(among, known);
    }
    const key = `${kind}|${account}`;
    let part = known.get(key);
    if (!part) {
      part = pick();
      known.set(key, part);
    }
    return part;
  }

  found(path: Path, answer: Answer, target?: number): Found | undefined {
    if (answer.value === NO) return undefined;
    return {
      path,
      certainty: answer.value === YES ? 'confirmed' : 'conditional',
      ...(target !== undefined ? { target } : {}),
      others: 0,
      variants: [],
      by: answer.by,
      conditions: answer.conditions,
    };
  }

  /**
   * Reported when targets are out of view: the account is not complete, and what is allowed is open to everything of its kind. A
   * permission confined to named resources is not reported, since nothing is known of them.
   */
  possible(holder: Holder, path: Path, always = false): Found | undefined {
    if (!always && this.population.world.complete.has(holder.subject.account)) return undefined;
    if (!path.numbers.every((action) => hasBit(holder.of.may, action))) return undefined;
    if (!path.numbers.every((action) => this.open(holder, action))) return undefined;
    const answer = this.anywhere(holder, path.numbers, path.services);
    if (answer.value === NO) return undefined;
    return {
      path,
      certainty: 'possible',
      others: 0,
      variants: [],
      by: answer.by,
      conditions: answer.conditions,
    };
  }

  /** Some statement allows the action on everything of its kind. */
  private open(holder: Holder, action: number): boolean {
    return holder.of.rights.allow.some(({ statement }) => hasBit(statement.opens, action));
  }

  workloadTargets(path: Path): readonly Workload[] {
    return this.workloads.get(path.workload ?? '') ?? [];
  }
}
