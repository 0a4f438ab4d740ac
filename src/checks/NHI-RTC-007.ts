import { sharedBy } from '../inventory/action/cells.ts';
import { isDescribed } from '../inventory/action/index.ts';
import { edgesTo, type Graph, type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Platforms that log every call under the identity that made it: there, one identity for two agents makes the log ambiguous. */
const LOGGING = /^(aws|gcp|azure|kubernetes)$/;

/** Several agents behind one logged identity, with nothing in the session that names the agent. */
export const check: Check = {
  id: 'NHI-RTC-007',
  *run(graph) {
    for (const identity of nodesOf(graph, 'identity')) {
      if (!LOGGING.test(identity.platform) || identity.human === true) continue;
      const agents = agentsBehind(graph, identity.id);
      if (agents.length < 2 || sharedBy(graph, identity.id, agents[0]!.id).length === 0) continue;
      if (agents.every((agent) => isNamed(graph, agent.id))) continue;
      yield {
        severity: identity.privilege === 'read' || identity.privilege === 'none' ? 'medium' : 'high',
        message: `The logs of ${identity.platform} name \`${identity.name}\` for ${agents.map((agent) => `\`${agent.name}\``).join(', ')}: what one of them did cannot be told from what another did.`,
        entities: [identity.id, ...agents.map((agent) => agent.id)],
        route: [agents[0]!.id, identity.id],
        locations: [
          ...edgesTo(graph, identity.id, 'acts-as').flatMap((edge) => edge.locations.slice(0, 1)),
          ...identity.locations,
        ].slice(0, 10),
        key: identity.id,
      };
    }
  },
};

function agentsBehind(graph: Graph, identity: string): NodeOf<'agent'>[] {
  const ids = new Set(
    edgesTo(graph, identity, 'acts-as').flatMap((edge) =>
      graph.nodes.get(edge.from)?.kind === 'agent'
        ? [edge.from]
        : edgesTo(graph, edge.from, 'runs-in').map((run) => run.from),
    ),
  );
  return [...ids].flatMap((id) => {
    const node = graph.nodes.get(id);
    return node?.kind === 'agent' && isDescribed(node) ? [node] : [];
  });
}

/** A session name, tag or source identity that carries the agent. */
const isNamed = (graph: Graph, agent: string) =>
  (graph.out.get(agent) ?? []).some(
    (edge) =>
      edge.kind === 'acts-as' &&
      (edge.labels?.['session'] !== undefined || edge.labels?.['sourceIdentity'] !== undefined),
  );
