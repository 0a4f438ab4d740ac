import type { Subject } from './account.ts';
import { actionNumber } from './actions.ts';
import { isAwsManaged } from './arn.ts';
import { targetContext } from './assume.ts';
import { type Answer, onArn, REFUSED } from './decide.ts';
import { all, type Escalations, type Holder, type Search } from './engine.ts';
import { NOBODY } from './numbers.ts';
import type { Path, TargetKind } from './path.ts';
import { NO } from './tri.ts';

const PASS_ROLE = actionNumber('iam:PassRole')!;
const CREATE_VERSION = actionNumber('iam:CreatePolicyVersion')!;

type Plan = (engine: Escalations, holder: Holder, path: Path) => Search;

/** How each kind of path that leads to another identity looks for it. */
export const SEARCHES: Partial<Record<TargetKind, Plan>> = {
  user: (engine, holder, path) => ({
    path,
    targets: engine.targets(holder, 'user', path.numbers),
    look: (_, user) => (fits(path, user, engine) ? engine.on(holder, path.numbers, user.arn, user) : REFUSED),
  }),
  'assumable-role': (engine, holder, path) => ({
    path,
    // AssumeRole alone crosses accounts; with an IAM action beside it the role is in the holder's own.
    targets: engine.targets(holder, 'role', path.rest, engine.assumable(holder), path.rest.length === 0),
    look: (t, role) => {
      const assumed = engine.mayAssume(holder, t);
      return assumed.value === NO ? REFUSED : all([engine.on(holder, path.rest, role.arn, role), assumed]);
    },
  }),
  'assumable-role-policy': (engine, holder, path) => ({
    path,
    targets: engine.targets(holder, 'role', [], engine.assumable(holder)),
    look: (t, role) => all([ownPolicyOf(engine, holder, role), engine.mayAssume(holder, t)]),
  }),
  'bounded-role': (engine, holder, path) => ({
    path: { ...path, grants: true },
    targets: engine.targets(holder, 'role', path.rest, engine.assumable(holder)),
    look: (t, role) =>
      role.boundary
        ? all([engine.on(holder, path.rest, role.arn, role), engine.mayAssume(holder, t)])
        : REFUSED,
  }),
  role: (engine, holder, path) => ({
    path,
    targets: engine.targets(holder, 'role', path.numbers),
    look: (_, role) => engine.on(holder, path.numbers, role.arn, role),
  }),
  'role-policy': (engine, holder, path) => ({
    path,
    targets: engine.targets(holder, 'role', path.rest),
    look: (_, role) => all([ownPolicyOf(engine, holder, role), engine.on(holder, path.rest, role.arn, role)]),
  }),
  'passed-role': (engine, holder, path) => {
    const services = path.services ?? [];
    const targets = engine.targets(holder, 'role', [PASS_ROLE], engine.trusts.servedBy(services));
    const start = targets.length === 0 ? REFUSED : engine.anywhere(holder, path.rest);
    return {
      path,
      targets: start.value === NO ? NOBODY : targets,
      look: (_, role) => {
        const context = targetContext(engine.population.world, holder.subject, role, {
          'iam:passedtoservice': services,
        });
        return all([onArn(holder.of.rights, PASS_ROLE, role.arn, context), start]);
      },
    };
  },
};

/** CreatePolicyVersion on a customer-managed policy that is attached to the role. */
function ownPolicyOf(engine: Escalations, holder: Holder, role: Subject): Answer {
  for (const arn of role.customerManaged) {
    if (isAwsManaged(arn)) continue;
    const answer = engine.on(holder, [CREATE_VERSION], arn, role);
    if (answer.value !== NO) return answer;
  }
  return REFUSED;
}

/** State of a user's keys and password where it is known: two keys leave no room for a third, a password is made or changed. */
function fits(path: Path, user: Subject, engine: Escalations): boolean {
  const { node } = user;
  if (path.id === 'iam-002' || path.id === 'iam-015' || path.id === 'iam-018')
    return (engine.population.world.keys.get(user.id) ?? 0) < 2;
  if (path.id === 'iam-003') return (engine.population.world.keys.get(user.id) ?? 2) >= 2;
  if (path.id === 'iam-004') return node?.console !== true;
  return path.id === 'iam-006' ? node?.console !== false : true;
}
