import { edgesFrom, type Graph, sources } from '../inventory/graph.ts';
import type { FindingDraft, IdentityNode, Severity } from '../model/index.ts';
import { azurePrincipals, grantsOf, liveSecrets, tenantPower } from './azure/principals.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-048',
  *run(graph) {
    for (const identity of azurePrincipals(graph)) {
      if (identity.type === 'agent-identity-blueprint') yield* blueprint(graph, identity);
      if (identity.type === 'agent-identity') yield* instance(graph, identity);
    }
  },
};

/** The blueprint holds the credentials of every agent identity made from it. */
function* blueprint(graph: Graph, identity: IdentityNode): Generator<FindingDraft> {
  const secrets = liveSecrets(graph, identity.id);
  const agents = edgesFrom(graph, identity.id, 'can-become').filter((edge) => edge.name === 'blueprint');
  if (secrets.length > 0) {
    yield {
      ...draft(
        identity,
        'entra-blueprint-secret',
        'high',
        `Agent identity blueprint \`${identity.name}\` is proved by a client secret${agents.length > 0 ? `: it is the credential of ${agents.length} agent ${agents.length === 1 ? 'identity' : 'identities'}` : ''}.`,
        'Put a federated credential or a managed identity on the blueprint and remove the secret.',
      ),
      locations: secrets.flatMap((secret) => secret.locations),
    };
  }
  yield* unowned(identity);
}

function* instance(graph: Graph, identity: IdentityNode): Generator<FindingDraft> {
  const users = [
    ...sources(graph, identity.id, 'acts-as', 'agent'),
    ...sources(graph, identity.id, 'acts-as', 'workload'),
  ];
  if (users.length > 1)
    yield {
      ...draft(
        identity,
        'entra-agent-identity-shared',
        'high',
        `${users.length} agents act as agent identity \`${identity.name}\`: ${users
          .slice(0, 4)
          .map((user) => `\`${user.name}\``)
          .join(', ')}.`,
        'Create one agent identity for each agent from the same blueprint.',
      ),
      locations: users.flatMap((user) => user.locations),
    };
  for (const held of grantsOf(graph, identity.id)) {
    const power = tenantPower(held);
    if (power)
      yield {
        ...draft(
          identity,
          'entra-agent-identity-power',
          power === 'takeover' ? 'critical' : 'high',
          `Agent identity \`${identity.name}\` holds \`${held.grant.name}\`.`,
          'Remove the permission; give agents permissions on the resources they work on.',
        ),
        locations: held.edge.locations,
        key: `${identity.id} ${held.grant.id}`,
      };
  }
  yield* unowned(identity);
}

/** Said only where the export shows the list and it is empty. */
function* unowned(identity: IdentityNode): Generator<FindingDraft> {
  const { sponsors, owners } = identity.settings ?? {};
  if ((sponsors ?? owners) === undefined || Number(sponsors?.value ?? 0) + Number(owners?.value ?? 0) > 0)
    return;
  yield {
    ...draft(
      identity,
      'entra-agent-no-sponsor',
      'medium',
      `\`${identity.name}\` has neither sponsor nor owner: nobody answers for what the agent does.`,
      'Add a sponsor.',
    ),
    locations: [(sponsors ?? owners)!.location],
  };
}

function draft(
  identity: IdentityNode,
  rule: string,
  severity: Severity,
  message: string,
  fix: string,
): FindingDraft {
  return {
    rule,
    severity,
    message,
    fix,
    entities: [identity.id],
    locations: identity.locations,
    key: `${identity.id} ${rule}`,
  };
}
