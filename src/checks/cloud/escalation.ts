import type { Graph } from '../../inventory/graph.ts';
import { nodeOf, sources } from '../../inventory/graph.ts';
import type { Escalation, FindingDraft, Severity } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';
import { decided, type Holder, holdersOf, json, placesOf, short, subjectOf, together } from './holders.ts';

/** More paths of one category than this, by the same statements, are one finding that names them all. */
const MANY = 3;

/** Escalation paths of agents, or of everybody else: one finding for each path and the statements that open it. */
export function* escalationFindings(graph: Graph, agents: boolean): Generator<FindingDraft> {
  const rows = holdersOf(graph, agents).flatMap((holder) =>
    gathered(holder.access.escalations).map((fact) => ({
      holder,
      fact,
      by: fact.by,
      key: [
        fact.path,
        fact.certainty,
        fact.toAdmin,
        fact.target === holder.id ? 'self' : (fact.target ?? ''),
      ].join('|'),
    })),
  );
  for (const group of together(rows)) {
    const { fact, holders, by, key } = group;
    const first = holders[0]!;
    const route = routeOf(graph, first, fact);
    const target =
      fact.target && fact.target !== first.id ? nodeOf(graph, fact.target, 'identity') : undefined;
    yield {
      rule: fact.path,
      severity: severityOf(fact, agents, holders),
      confidence:
        fact.certainty === 'confirmed' ? 'high' : fact.certainty === 'conditional' ? 'medium' : 'low',
      message: `${subjectOf(holders)} can ${outcome(fact, first, target?.name)} with ${fact.name}, by ${decided(by)}${extras(fact)}.`,
      fix: fixOf(fact, target?.id),
      entities: [...holders.slice(0, 50).map((one) => one.id), ...(target ? [target.id] : [])],
      route,
      locations: placesOf(by, holders),
      key,
      factors: { R: fact.certainty === 'confirmed' ? (fact.toAdmin ? 1 : 0.75) : 0.5 },
    };
  }
  yield* chainFindings(graph, agents);
}

/** Those who reach an administrator over others only: step by step, none of which is an escalation by itself. */
function* chainFindings(graph: Graph, agents: boolean): Generator<FindingDraft> {
  const rows = holdersOf(graph, agents).flatMap((holder) => {
    const { chain, escalations } = holder.access;
    if (
      !chain ||
      chain.paths.length < 2 ||
      escalations.some((one) => one.certainty === 'confirmed' && one.toAdmin)
    )
      return [];
    return [{ holder, fact: chain, by: chain.by, key: `chain|${chain.route.slice(1).join('|')}` }];
  });
  for (const { fact, holders, by, key } of together(rows)) {
    const names = fact.route.slice(1).map((id) => `\`${short(nodeOf(graph, id, 'identity')?.name ?? id)}\``);
    yield {
      rule: fact.paths[0]!,
      severity: fact.certainty === 'conditional' ? 'medium' : agents ? 'critical' : 'high',
      confidence: fact.certainty === 'conditional' ? 'medium' : 'high',
      message: `${subjectOf(holders)} can become administrator in ${fact.paths.length} steps: ${names.map((name, i) => `${fact.paths[i]} to ${name}`).join(', then ')}.`,
      fix: `Break the step that is needed least: ${decided(by.slice(0, 1))} opens the first, the trust policy of ${names.at(-1)} the last.`,
      entities: [...holders.slice(0, 50).map((one) => one.id), ...fact.route.slice(1)],
      route: [...above(graph, holders[0]!), ...fact.route],
      locations: placesOf(by, holders),
      key,
      factors: { R: 1 },
    };
  }
}

/** A path, and the ids of others of its kind that it stands for. */
type Gathered = Escalation & { more: readonly string[] };

/** Many paths of one category and certainty become one row, led by the path that needs least. */
function gathered(escalations: readonly Escalation[]): Gathered[] {
  const groups = groupBy(escalations, (one) => `${one.category}|${one.certainty}`);
  return [...groups.values()].flatMap((group): Gathered[] => {
    if (group.length <= MANY) return group.map((fact) => ({ ...fact, more: [] }));
    const [lead, ...rest] = [...group].sort((a, b) => a.name.length - b.name.length);
    return [{ ...lead!, more: rest.map((one) => one.path) }];
  });
}

function severityOf(fact: Escalation, agents: boolean, holders: readonly Holder[]): Severity {
  if (fact.certainty === 'possible') return fact.category === 'existing-passrole' ? 'low' : 'medium';
  if (fact.certainty === 'conditional') return 'medium';
  if (!fact.toAdmin) return 'high';
  return agents || holders.some((one) => one.kind === 'identity' && one.human === false)
    ? 'critical'
    : 'high';
}

function outcome(fact: Escalation, holder: Holder, target: string | undefined): string {
  if (fact.certainty === 'possible')
    return `gain the rights of ${fact.needs.replace(/^the holder itself.*/, 'an administrator')}, if there is one,`;
  const self = fact.target === holder.id;
  const others = fact.others ? ` (or ${fact.others} other${fact.others > 1 ? 's' : ''})` : '';
  const what = self
    ? 'make itself administrator'
    : `become ${fact.toAdmin ? 'the administrator' : 'the stronger'} \`${short(target ?? 'group')}\`${others}`;
  return fact.certainty === 'conditional' ? `possibly ${what}` : what;
}

function extras({ more, ...fact }: Gathered): string {
  const parts = [
    fact.workload ? `through \`${short(fact.workload.slice(4))}\`` : '',
    fact.conditions?.length ? `if ${fact.conditions.slice(0, 2).join(' and ')}` : '',
    fact.variants?.length ? `also ${fact.variants.join(', ')}` : '',
    more.length > 0 ? `${more.length} further paths of the kind: ${more.join(', ')}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}

/** Who acts as the holder, the holder, and each identity on the shortest way up. */
function routeOf(graph: Graph, holder: Holder, fact: Escalation): string[] {
  const chain = holder.access.chain;
  const way =
    chain && fact.target === chain.route[1]
      ? chain.route
      : [holder.id, ...(fact.target && fact.target !== holder.id ? [fact.target] : [])];
  return [...above(graph, holder), ...way];
}

/** Someone who acts as the holder, an agent first. */
function above(graph: Graph, holder: Holder): string[] {
  return [
    ...sources(graph, holder.id, 'acts-as', 'agent'),
    ...sources(graph, holder.id, 'acts-as', 'workload'),
  ]
    .slice(0, 1)
    .map((one) => one.id);
}

/** The statement that keeps what is needed and closes the path, to paste. */
function fixOf(fact: Escalation, target: string | undefined): string {
  const account = (target ?? fact.by[0]?.policy)?.match(/:iam::(\d{12}):/)?.[1] ?? 'ACCOUNT';
  const arn = (resource: string) => `arn:aws:iam::${account}:${resource}`;
  if (fact.services)
    return `Pass only the roles this needs, and only to the service that takes them: ${json({
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: arn('role/ROLE-OF-THE-WORKLOAD'),
      Condition: { StringEquals: { 'iam:PassedToService': fact.services[0] } },
    })}`;
  const actions = [...new Set(fact.name.split(' + '))];
  if (fact.path === 'sts-001')
    return `Name the roles that may be assumed: ${json({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn('role/ROLE-THAT-IS-NEEDED') })}, and take the holder out of the trust policy of \`${target ? short(target.slice(4)) : 'the stronger role'}\`.`;
  if (fact.category === 'existing-passrole')
    return `Name the resources it may change: ${json({ Effect: 'Allow', Action: actions, Resource: `arn:aws:${actions[0]!.split(':')[0]}:REGION:${account}:NAME-OF-ITS-OWN` })}, and keep privileged roles off what it may change.`;
  const narrow = fact.path === 'iam-022' || fact.path === 'iam-023';
  return narrow
    ? `Take ${actions.join(' and ')} out of ${decided(fact.by)}, and deny it in the boundary itself: ${json({ Effect: 'Deny', Action: actions, Resource: '*' })}.`
    : `Take ${actions.join(' and ')} out of ${decided(fact.by)}; where it must stay, confine it to identities under a path and behind a boundary: ${json(
        {
          Effect: 'Allow',
          Action: actions.filter((action) => action.startsWith('iam:')),
          Resource: [arn('role/apps/*')],
          Condition: { StringEquals: { 'iam:PermissionsBoundary': arn('policy/apps-boundary') } },
        },
      )}`;
}
