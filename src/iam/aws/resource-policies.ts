import type { Admission, Edge, Observation } from '../../model/index.ts';
import type { ResourcePolicy, Subject } from './account.ts';
import { RULE_ACTIONS } from './actions.ts';
import { admissionsBy, type Duplicates } from './admissions.ts';
import { accountOf, arnOf } from './arn.ts';
import { members } from './bits.ts';
import { contextOf } from './context.ts';
import { onArn } from './decide.ts';
import { describe } from './explain.ts';
import type { Population } from './population.ts';
import { NO } from './tri.ts';

/** Most identities named for one statement. */
const SHOWN = 50;

/**
 * Whom the policies of resources let in. Inside one account the resource's policy is enough for whom it names; from another account the
 * caller's own policies must allow it as well.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function* resourceObservations(
  population: Population,
  duplicates: Duplicates,
): Generator<Observation> {
  for (const of of population.world.resources) {
    const { policy, resource, type } = of;
    const admits = admissionsBy(policy, duplicates).map((admission): Admission => {
      const reached = identitiesOf(population, of, admission);
      return reached.length > 0 ? { ...admission, reached } : admission;
    });
    yield {
      type: 'node',
      node: {
        kind: 'resource',
        id: resource,
        name: arnOf(resource).split(/[:/]/).at(-1)!,
        locations: [policy.location],
        confidence: 'medium',
        platform: 'aws',
        type,
        admits,
      },
    };
    yield* reaches(of, admits);
  }
}

/** Identities in view that the admission names, by ARN or through their account, and that get in. */
function identitiesOf(population: Population, of: ResourcePolicy, admission: Admission): string[] {
  if (admission.kind !== 'principal' && admission.kind !== 'account') return [];
  const statement = of.policy.document.statements.find((one) => one.raw === admission.document);
  const named = population.numbers.get(`aws:${admission.principal}`);
  const subjects =
    admission.kind === 'principal'
      ? named === undefined
        ? []
        : [population.list[named]!]
      : population.list.filter((one) => one.account === admission.account);
  const home = of.account ?? accountOf(arnOf(of.resource));
  return subjects
    .filter((subject) => subject.type === 'user' || subject.type === 'role')
    .filter((subject) => {
      // Named in its own account: nothing else is needed. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
      if (admission.kind === 'principal' && subject.account === home) return true;
      return [...members(statement!.actions, RULE_ACTIONS.length)].some((action) =>
        may(population, subject, action, arnOf(of.resource)),
      );
    })
    .slice(0, SHOWN)
    .map((subject) => subject.id);
}

/** The caller's own policies allow the action on the resource, or on what is inside it. */
function may(population: Population, subject: Subject, action: number, arn: string): boolean {
  const { rights } = population.classes[population.numbers.get(subject.id)!]!;
  const context = contextOf(population.world, subject);
  return [arn, `${arn}/*`].some((one) => onArn(rights, action, one, context).value !== NO);
}

/** From the identities over the deciding statement to the resource. */
function* reaches(
  { policy, resource }: ResourcePolicy,
  admits: readonly Admission[],
): Generator<Observation> {
  const edge = (kind: Edge['kind'], from: string, to: string): Observation => ({
    type: 'edge',
    edge: { kind, from, to, locations: [policy.location], confidence: 'high' },
  });
  for (const statement of policy.document.statements) {
    const inside = new Set(
      admits.flatMap((one) => (one.document === statement.raw ? (one.reached ?? []) : [])),
    );
    if (inside.size === 0) continue;
    const { policyName, actions, resources, location, ...by } = describe({ policy, statement });
    const id = `aws:grant/${by.policy}#${by.statement}`;
    yield {
      type: 'node',
      node: {
        kind: 'grant',
        id,
        name: `${policyName} · ${by.statement}`,
        locations: [location],
        confidence: 'high',
        platform: 'aws',
        effect: 'allow',
        actions,
        resources,
        statement: by.statement,
      },
    };
    yield edge('reaches', id, resource);
    for (const identity of inside) yield edge('has', identity, id);
  }
}
