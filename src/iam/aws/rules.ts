import { actionNumber, actionTemplates } from './actions.ts';
import { idOf } from './arn.ts';
import { all, type Escalations, type Found, type Holder } from './engine.ts';
import type { Path, TargetKind } from './path.ts';

const CREATE_VERSION = actionNumber('iam:CreatePolicyVersion')!;

type Direct = (engine: Escalations, holder: Holder, path: Path) => Found | undefined;

/** The holder acts on itself. */
const onSelf =
  (type: 'user' | 'role'): Direct =>
  (engine, holder, path) => {
    if (holder.subject.type === 'policy' || holder.subject.type === 'group')
      return engine.possible(holder, path);
    if (holder.subject.type !== type) return undefined;
    return engine.found(
      path,
      engine.on(holder, path.numbers, holder.subject.arn, holder.subject),
      holder.number,
    );
  };

/** Through the policy, group or resource with one of these ARNs, to the holder itself. */
function viaOwn(engine: Escalations, holder: Holder, path: Path, arns: readonly string[]): Found | undefined {
  for (const arn of arns) {
    const found = engine.found(path, engine.on(holder, path.numbers, arn, holder.subject), holder.number);
    if (found) return found;
  }
  return arns.length === 0 ? engine.possible(holder, path) : undefined;
}

/** Paths that end at the holder itself, at a group, or at a workload's role. */
export const DIRECT: Partial<Record<TargetKind, Direct>> = {
  'self-user': onSelf('user'),
  'self-role': onSelf('role'),
  'own-policy': (engine, holder, path) => {
    const { world } = engine.population;
    if (path.numbers.includes(CREATE_VERSION))
      return viaOwn(engine, holder, path, holder.subject.customerManaged);
    // Switching versions gains something only if another version of an own policy allows more.
    const better = holder.subject.customerManaged.filter((arn) =>
      (world.versions.get(idOf(arn)) ?? []).some((version) =>
        version.document.statements.some(
          (s) => s.effect === 'Allow' && s.actions.some((word, i) => (word & ~holder.of.may[i]!) !== 0),
        ),
      ),
    );
    return better.length > 0 ? viaOwn(engine, holder, path, better) : engine.possible(holder, path);
  },
  'own-group': (engine, holder, path) => {
    const { subject } = holder;
    if (subject.type === 'role') return undefined;
    const groups =
      subject.type === 'group' ? [subject.arn] : subject.groups.map((id) => id.slice('aws:'.length));
    if (subject.type === 'group')
      return engine.found(path, engine.on(holder, path.numbers, subject.arn, subject), holder.number);
    return viaOwn(engine, holder, path, groups);
  },
  group: (engine, holder, path) => {
    if (holder.subject.type === 'role') return undefined;
    const { population } = engine;
    for (const [t, group] of population.list.entries()) {
      if (group.type !== 'group' || group.account !== holder.subject.account || !engine.stronger(holder, t))
        continue;
      if (holder.subject.groups.includes(group.id)) continue;
      const found = engine.found(path, engine.on(holder, path.numbers, group.arn, group), t);
      if (found) return found;
    }
    return engine.possible(holder, path);
  },
  'bounded-user': (engine, holder, path) => {
    if (holder.subject.type === 'policy' || holder.subject.type === 'group')
      return engine.possible(holder, path);
    if (holder.subject.type !== 'user' || !holder.subject.boundary) return undefined;
    return onSelf('user')(engine, holder, path);
  },
  workload: (engine, holder, path) => {
    for (const workload of engine.workloadTargets(path)) {
      const target = engine.population.numbers.get(workload.role);
      if (
        target === undefined ||
        workload.account !== holder.subject.account ||
        !engine.stronger(holder, target)
      )
        continue;
      const answer = workload.arn
        ? engine.on(
            holder,
            path.numbers.filter((a) => actionTemplates(a).length > 0),
            workload.arn,
            holder.subject,
          )
        : engine.anywhere(holder, path.numbers);
      const rest = engine.anywhere(
        holder,
        path.numbers.filter((a) => actionTemplates(a).length === 0),
      );
      const found = engine.found(path, all([answer, rest]), target);
      if (found) return { ...found, workload: workload.id };
    }
    return engine.possible(holder, path, true);
  },
};
