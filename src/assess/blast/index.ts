import type { Graph } from '../../inventory/graph.ts';
import { nodesOf } from '../../inventory/graph.ts';
import type { BlastRadius, Edge, Hop, Node } from '../../model/index.ts';
import type { Scoring } from '../score/scoring.ts';
import { powerOf } from '../score/strength.ts';
import { reachOf, writableSystems } from './reach.ts';
import { worstFrom } from './worst.ts';

/**
 * What each agent, and each credential that stands in clear and leads on, could do: the worst thing in reach with a shortest route to it, and how much
 * else. Every hop is an edge somebody read, with its place; nothing here is a guess.
 */
export function blastRadii(graph: Graph, scoring: Scoring): BlastRadius[] {
  const worst = worstFrom(graph, powerOf(scoring));
  const reach = reachOf(graph);
  const starts: Node[] = [
    ...nodesOf(graph, 'agent'),
    ...nodesOf(graph, 'credential').filter(({ reference }) => reference === 'literal'),
  ];
  return starts.flatMap(({ id, kind }): BlastRadius[] => {
    const reached = reach(id);
    if (kind === 'credential' && reached.length === 0) return [];
    const end = worst(id);
    return [
      {
        from: id,
        ...(end ? { worst: { id: end.target, strength: end.value, known: end.known } } : {}),
        route: (end?.hops ?? []).map(hopOf),
        counts: count(reached),
        systems: writableSystems(reached),
      },
    ];
  });
}

function hopOf({ from, to, kind, name, locations, confidence }: Edge): Hop {
  return { from, to, kind, ...(name === undefined ? {} : { name }), locations, confidence };
}

function count(nodes: readonly Node[]): BlastRadius['counts'] {
  const counts: BlastRadius['counts'] = {};
  for (const { kind } of nodes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
