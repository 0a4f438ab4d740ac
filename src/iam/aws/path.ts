import { actionNumber } from './actions.ts';
import data from './paths.generated.ts';

/** What must exist for a path to be real; src/iam/aws/targets.ts has one rule for each. */
export type TargetKind =
  | 'self-user'
  | 'self-role'
  | 'own-policy'
  | 'own-group'
  | 'group'
  | 'bounded-user'
  | 'bounded-role'
  | 'user'
  | 'assumable-role'
  | 'assumable-role-policy'
  | 'role'
  | 'role-policy'
  | 'passed-role'
  | 'workload';

interface PathRow {
  id: string;
  name: string;
  category: 'self-escalation' | 'principal-access' | 'new-passrole' | 'existing-passrole';
  actions: string[];
  target: TargetKind;
  /** The holder writes the rights itself: the target need not be stronger beforehand. */
  grants?: boolean;
  services?: string[];
  workload?: string;
  needs: string;
}

/** A way from permissions to another identity's rights: rules/permissions/aws-escalation-paths.yaml. */
export interface Path extends PathRow {
  numbers: readonly number[];
  /** Actions without which the holder need not be asked: a trust policy may let it assume a role without any right of its own. */
  own: readonly number[];
  /** The other required actions beside PassRole, AssumeRole or CreatePolicyVersion, which have a target of their own. */
  rest: readonly number[];
}

const ROLE_BOUND = ['iam:PassRole', 'sts:AssumeRole', 'iam:CreatePolicyVersion'];

export const PATHS: readonly Path[] = (data as { paths: PathRow[] }).paths.map((row) => {
  const numbers = row.actions.map((action) => actionNumber(action)!);
  const rest = numbers.filter((_, i) => !ROLE_BOUND.includes(row.actions[i]!));
  return { ...row, numbers, rest, own: row.target === 'assumable-role' ? rest : numbers };
});
