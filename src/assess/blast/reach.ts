import type { Graph } from '../../inventory/graph.ts';
import type { Node } from '../../model/index.ts';
import { nodeOfState, travelOf } from './travel.ts';

/** Everything that can be reached from a node, itself left out. */
export function reachOf(graph: Graph): (id: string) => Node[] {
  const outgoing = travelOf(graph).from;
  return (id) => {
    const seen = new Set([id]);
    for (const state of seen) for (const step of outgoing.get(state) ?? []) seen.add(step.to);
    const ids = new Set([...seen].map(nodeOfState));
    ids.delete(id);
    return [...ids].sort().flatMap((one) => graph.nodes.get(one) ?? []);
  };
}

/** Platforms and services that something reached can write to. */
export function writableSystems(reached: readonly Node[]): string[] {
  const systems = reached.flatMap((node): string[] => {
    switch (node.kind) {
      case 'identity':
        return ['write', 'privileged', 'admin'].includes(node.privilege ?? '') ? [node.platform] : [];
      case 'credential':
        return node.provider && ['write', 'admin'].includes(node.privilege ?? '') ? [node.provider] : [];
      case 'tool':
        return node.capabilities?.some((name) => name === 'write' || name === 'deploy' || name === 'money')
          ? [node.known ?? node.name]
          : [];
      default:
        return [];
    }
  });
  return [...new Set(systems)].sort();
}
