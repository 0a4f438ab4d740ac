import type { Graph } from '../inventory/graph.ts';
import { edgesTo, nodesOf, sources } from '../inventory/graph.ts';
import type { IdentityNode, Location, Node } from '../model/index.ts';
import type { Check } from './check.ts';
import { short } from './cloud/holders.ts';

const CLOUDS = new Set(['aws', 'gcp', 'azure']);

export const check: Check = {
  id: 'NHI-CLD-005',
  *run(graph) {
    for (const identity of nodesOf(graph, 'identity')) {
      if (!CLOUDS.has(identity.platform) || identity.human === true) continue;
      const users = usersOf(graph, identity);
      const agents = [...users.values()].filter(({ node }) => node.kind === 'agent');
      const workloads = [...users.values()].filter(({ node }) => node.kind !== 'agent');
      const strong = identity.privilege === 'admin' || identity.privilege === 'privileged';
      const kinds = new Set(workloads.map(({ node }) => ('platform' in node ? node.platform : '')));
      const shared =
        agents.length >= 2 ? agents : workloads.length >= 2 && (kinds.size > 1 || strong) ? workloads : [];
      if (shared.length === 0) continue;
      const names = shared.slice(0, 4).map(({ node }) => `\`${short(node.name)}\``);
      const ofAgents = shared === agents;
      yield {
        rule: ofAgents ? 'agents-share-identity' : 'workloads-share-identity',
        severity: ofAgents
          ? identity.privilege === 'read'
            ? 'medium'
            : 'high'
          : strong && kinds.size > 1
            ? 'medium'
            : 'low',
        message: `${shared.length} ${ofAgents ? 'agents' : 'workloads'} act as \`${short(identity.name)}\`${strong ? `, which is ${identity.privilege === 'admin' ? 'an administrator' : 'privileged'}` : ''}: ${names.join(', ')}${shared.length > 4 ? ' …' : ''}. They cannot be told apart in its logs or cut off one by one.`,
        fix: `Give each its own ${identity.platform === 'aws' ? 'role' : 'identity'} with what it needs, and put the task id into the session (${identity.platform === 'aws' ? '`SourceIdentity` or the role session name' : 'a label or claim'}).`,
        entities: [identity.id, ...shared.map(({ node }) => node.id)],
        locations: [...shared.map(({ at }) => at), ...identity.locations.slice(0, 1)],
        key: identity.id,
      };
    }
  },
};

interface User {
  node: Node;
  at: Location;
}

/** Agents, workloads and service accounts of clusters that act as an identity: directly, through the workload an agent runs in, or with a credential of it. */
function usersOf(graph: Graph, identity: IdentityNode): Map<string, User> {
  const users = new Map<string, User>();
  const add = (node: Node | undefined, at: Location | undefined) => {
    if (!node || users.has(node.id)) return;
    // An agent stands for the workload it runs in.
    const inside = node.kind === 'workload' ? sources(graph, node.id, 'runs-in', 'agent') : [];
    for (const one of inside.length > 0 ? inside : [node])
      users.set(one.id, { node: one, at: at ?? one.locations[0]! });
  };
  for (const edge of edgesTo(graph, identity.id, 'acts-as'))
    add(graph.nodes.get(edge.from), edge.locations[0]);
  for (const edge of edgesTo(graph, identity.id, 'can-become'))
    if (edge.from.startsWith('k8s:sa/')) add(graph.nodes.get(edge.from), edge.locations[0]);
  for (const proof of edgesTo(graph, identity.id, 'proves'))
    for (const edge of edgesTo(graph, proof.from, 'holds')) {
      const holder = graph.nodes.get(edge.agent ?? edge.from);
      if (holder?.kind === 'tool')
        for (const caller of sources(graph, holder.id, 'calls', 'agent')) add(caller, edge.locations[0]);
      else if (holder?.kind === 'agent' || holder?.kind === 'workload') add(holder, edge.locations[0]);
    }
  return users;
}
