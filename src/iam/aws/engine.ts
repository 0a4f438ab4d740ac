import type { Subject } from './account.ts';
import { type Bits, hasBit, isEmpty, members } from './actions.ts';
import { ASSUME_ROLE, Trusts, targetContext } from './assume.ts';
import { contextOf } from './context.ts';
import { type Answer, type Entry, onArn, REFUSED, somewhere } from './decide.ts';
import type { Path } from './path.ts';
import type { Class, Population } from './population.ts';
import { openOn } from './resource.ts';
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

/** A question "which other identity?": candidates that may do, and an exact look at one of them. */
export interface Search {
  path: Path;
  bits: Bits;
  look(target: number, subject: Subject): Answer;
}

/** Who asks. */
export interface Holder {
  number: number;
  subject: Subject;
  of: Class;
}

/** Answers the questions of all escalation paths: about the holder itself, about targets in view, about targets out of view. */
export class Escalations {
  readonly trusts: Trusts;
  private readonly users: Bits;
  private readonly roles: Bits;
  private readonly memo = new Map<Class, Map<number, Bits>>();

  constructor(
    readonly population: Population,
    private readonly workloads: ReadonlyMap<string, Workload[]>,
  ) {
    this.trusts = new Trusts(population);
    this.nobody = population.empty();
    this.users = population.where((subject) => subject.type === 'user');
    this.roles = population.where(
      (subject) => subject.type === 'role' && !subject.arn.includes(':role/aws-service-role/'),
    );
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
  private candidates(holder: Holder, actions: readonly number[]): Bits {
    const result = this.population.empty().fill(0xffffffff);
    const memo = this.memo.get(holder.of) ?? new Map<number, Bits>();
    this.memo.set(holder.of, memo);
    for (const action of actions) {
      let bits = memo.get(action);
      if (!bits) {
        const context = contextOf(this.population.world, holder.subject);
        bits = this.population.candidates(holder.of, action, context);
        memo.set(action, bits);
      }
      for (let i = 0; i < result.length; i++) result[i]! &= bits[i]!;
    }
    return result;
  }

  /** Roles the holder may be let into. Most holders have neither the right nor a trust policy that names them. */
  assumable(holder: Holder): Bits {
    if (!hasBit(holder.of.may, ASSUME_ROLE) && !this.trusts.names(holder.subject)) return this.nobody;
    if (this.lastAssumable?.number !== holder.number)
      this.lastAssumable = {
        number: holder.number,
        bits: this.trusts.candidates(holder.subject, this.candidates(holder, [ASSUME_ROLE])),
      };
    return this.lastAssumable.bits;
  }
  private readonly nobody: Bits;
  private lastAssumable: { number: number; bits: Bits } | undefined;

  mayAssume(holder: Holder, role: number): Answer {
    const target = this.population.list[role]!;
    const context = targetContext(this.population.world, holder.subject, target);
    return this.trusts.mayAssume(holder.subject, holder.of.rights, role, context);
  }

  /** The best target of a search, looked at exactly and strongest first. */
  best(holder: Holder, search: Search): Found | undefined {
    const { path, bits, look } = search;
    let best: Found | undefined;
    let looks = 0;
    let others = -1;
    for (const t of members(bits, this.population.list.length)) {
      if (looks >= MAX_LOOKS || others >= MAX_OTHERS) break;
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

  /** Candidates for a search: identities of one kind on which all actions may be allowed. */
  targets(
    holder: Holder,
    kind: 'user' | 'role',
    on: readonly number[],
    also?: Bits,
    anyAccount = false,
  ): Bits {
    if (also && isEmpty(also)) return this.nobody;
    const bits = this.candidates(holder, on);
    const mask = kind === 'user' ? this.users : this.roles;
    const own = anyAccount ? undefined : this.inAccount(holder.subject.account);
    for (let i = 0; i < bits.length; i++)
      bits[i]! &= mask[i]! & (also?.[i] ?? 0xffffffff) & (own?.[i] ?? 0xffffffff);
    bits[holder.number >> 5]! &= ~(1 << (holder.number & 31));
    return bits;
  }

  private readonly accounts = new Map<string, Bits>();
  private inAccount(account: string): Bits {
    const known = this.accounts.get(account);
    if (known) return known;
    const bits = this.population.where((subject) => subject.account === account);
    this.accounts.set(account, bits);
    return bits;
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
    const answer = this.anywhere(holder, path.numbers, path.services);
    if (answer.value === NO || !path.numbers.every((action) => this.open(holder, action))) return undefined;
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
    return holder.of.rights.allow.some(
      ({ statement }) => hasBit(statement.actions, action) && openOn(statement, action),
    );
  }

  workloadTargets(path: Path): readonly Workload[] {
    return this.workloads.get(path.workload ?? '') ?? [];
  }
}
