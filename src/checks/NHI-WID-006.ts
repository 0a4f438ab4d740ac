import { edgesFrom, edgesTo, type Graph, nodesOf } from '../inventory/graph.ts';
import type { ControlNode, CredentialNode, Edge, FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { idMatches, legacySystem } from './legacy/systems.ts';

export const check: Check = {
  id: 'NHI-WID-006',
  *run(graph) {
    const exceptions = nodesOf(graph, 'control').filter((node) => node.mechanism === 'legacy-exception');
    for (const exception of exceptions) yield* judge(exception, graph.now);
    yield* undeclared(graph, exceptions);
  },
};

const value = (exception: ControlNode, key: string): string => String(exception.settings?.[key]?.value ?? '');

/** An exception stands for somebody who answers for it, until a day, and for what limits the damage meanwhile. */
function* judge(exception: ControlNode, now: number): Generator<FindingDraft> {
  const { name } = exception;
  const make = (rule: string, message: string, fix: string, key = rule): FindingDraft => ({
    rule,
    message,
    fix,
    entities: [exception.id],
    locations: [
      ...(exception.settings?.[key] ? [exception.settings[key].location] : []),
      ...exception.locations,
    ],
    key: `${exception.id} ${rule}`,
  });
  const until = Date.parse(value(exception, 'until'));
  if (!value(exception, 'owner') || Number.isNaN(until))
    yield make(
      'legacy-exception-open',
      `The exception for \`${name}\` has no ${value(exception, 'owner') ? 'end date' : 'owner'}.`,
      'Name an `owner` and an `until` date.',
    );
  else if (until < now)
    yield make(
      'legacy-exception-expired',
      `The exception for \`${name}\` ended on ${value(exception, 'until')}.`,
      'Move the workload to a brokered credential, or have the owner renew the exception.',
      'until',
    );
  const controls = value(exception, 'controls').split('\n').filter(Boolean);
  const kept = controls.includes('rotation') || controls.includes('vaulting');
  const bounded = controls.includes('network') || controls.includes('narrow-scope');
  if (kept && bounded) return;
  const missing = [
    ...(kept ? [] : ['rotation or vaulting']),
    ...(bounded ? [] : ['a network limit or a narrow scope']),
  ];
  yield make(
    'legacy-exception-uncompensated',
    `The exception for \`${name}\` names no ${missing.join(' and no ')} to stand in for a short-lived identity.`,
    'Rotate the credential through a vault within 90 days, limit from where it works, and list both under `controls`.',
    'controls',
  );
}

/** Agents that log in to such a system with a password nobody declared. Said once for a credential. */
function* undeclared(graph: Graph, exceptions: ControlNode[]): Generator<FindingDraft> {
  for (const credential of nodesOf(graph, 'credential')) {
    const holders = edgesTo(graph, credential.id, 'holds').filter((edge) => isAgentic(graph, edge.from));
    const edge = holders.find((candidate) => systemOf(candidate, credential));
    const system = edge && systemOf(edge, credential);
    if (
      !edge ||
      !system ||
      covered(exceptions, [
        credential.id,
        ...(credential.aliases ?? []),
        ...holders.map((holder) => holder.from),
      ])
    )
      continue;
    // A vault that hands the password out already rotates and records it.
    if (edgesFrom(graph, credential.id, 'stored-in').some((stored) => stored.to.startsWith('vault:')))
      continue;
    const holder = graph.nodes.get(edge.from);
    yield {
      rule: 'legacy-undeclared',
      severity: 'medium',
      confidence: 'medium',
      message: `\`${holder?.name}\` logs in to ${system} with the static credential \`${edge.name ?? credential.name}\`; no exception with an owner and an end date covers it.`,
      fix: 'Let a broker issue it (Vault database or LDAP engine, a gateway in front), or declare it under `exceptions` with owner, end date and the controls that stand in.',
      entities: [edge.from, credential.id],
      route: [edge.from, credential.id],
      locations: edge.locations,
      key: credential.id,
    };
  }
}

const systemOf = (edge: Edge, credential: CredentialNode): string | undefined =>
  [edge.name, ...(credential.names ?? [])].flatMap((name) => (name ? (legacySystem(name) ?? []) : []))[0];

function isAgentic(graph: Graph, id: string): boolean {
  const node = graph.nodes.get(id);
  return (
    node?.kind === 'agent' ||
    node?.kind === 'tool' ||
    (node?.kind === 'workload' &&
      (node.settings?.['agentic'] !== undefined || edgesTo(graph, id, 'runs-in').length > 0))
  );
}

const covered = (exceptions: ControlNode[], ids: string[]): boolean =>
  exceptions.some((exception) => ids.some((id) => idMatches(value(exception, 'identity'), id)));
