import { isDescribed } from '../inventory/action/index.ts';
import { identitiesOf } from '../inventory/action/power.ts';
import { edgesTo, type Graph, type NodeOf, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Edge } from '../model/index.ts';
import type { Check } from './check.ts';

/** Identities of agents that a named person may act as: then the log does not tell which of the two it was. */
export const check: Check = {
  id: 'NHI-LIF-007',
  *run(graph) {
    for (const [identity, agents] of agentIdentities(graph)) {
      const people = edgesTo(graph, identity.id, 'can-become').flatMap((edge) => {
        const person = nodeOf(graph, edge.from, 'identity');
        return person?.human === true && isMeant(edge) ? [{ edge, person }] : [];
      });
      const [first] = people;
      if (!first) continue;
      const names = [...new Set(people.map(({ person }) => `\`${person.name}\``))];
      yield {
        rule: 'person-may-act-as-agent',
        severity: identity.privilege === 'admin' || identity.privilege === 'privileged' ? 'high' : undefined,
        message: `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''} may act as \`${identity.name}\`, which \`${agents[0]!.name}\` acts as (${first.edge.labels?.['how'] ?? first.edge.name}): a log shows one name for the person and the agent.`,
        entities: [identity.id, ...agents.map(({ id }) => id), ...people.map(({ person }) => person.id)],
        route: [first.person.id, identity.id],
        locations: people.flatMap(({ edge }) => edge.locations.slice(0, 1)).slice(0, 10),
        key: identity.id,
      };
    }
  },
};

/** A role given for this purpose; who administers the whole project can do everything anyway. */
const isMeant = (edge: Edge): boolean => edge.name !== 'set-policy';

function agentIdentities(graph: Graph): Map<NodeOf<'identity'>, NodeOf<'agent'>[]> {
  const found = new Map<NodeOf<'identity'>, NodeOf<'agent'>[]>();
  for (const agent of nodesOf(graph, 'agent').filter(isDescribed))
    for (const identity of identitiesOf(graph, agent.id))
      if (identity.human !== true) found.set(identity, [...(found.get(identity) ?? []), agent]);
  return found;
}
