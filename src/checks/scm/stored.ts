import { edgesFrom, type Graph, type NodeOf, nodeOf } from '../../inventory/graph.ts';
import { setting } from './facts.ts';

/** The stored secret that a job gets under a name; undefined while the stores were not read, or where it is in none. */
export function storedFor(graph: Graph, workload: string, name: string): NodeOf<'credential'> | undefined {
  return edgesFrom(graph, workload, 'holds')
    .flatMap(({ to }) => nodeOf(graph, to, 'credential') ?? [])
    .find((secret) => setting(secret, 'level') !== undefined && secret.id.endsWith(`/${name.toUpperCase()}`));
}
