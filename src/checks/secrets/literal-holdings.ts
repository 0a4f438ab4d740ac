import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { edgesFrom, nodeOf } from '../../inventory/graph.ts';
import type { Edge, Node } from '../../model/index.ts';

export interface Holding<N extends Node = Node> {
  holder: N;
  edge: Edge;
  credential: NodeOf<'credential'>;
}

/** Credentials the given nodes hold as a literal. The edge says where and how it is handed over. */
export function* literalHoldings<N extends Node>(graph: Graph, holders: N[]): Generator<Holding<N>> {
  for (const holder of holders) {
    for (const edge of edgesFrom(graph, holder.id, 'holds')) {
      const credential = nodeOf(graph, edge.to, 'credential');
      if (credential?.reference === 'literal') yield { holder, edge, credential };
    }
  }
}
