import { edgesFrom, type Graph, nodeOf } from '../../inventory/graph.ts';
import type { Edge, IdentityNode } from '../../model/index.ts';

/** A way from one identity to a stronger one, edge by edge. */
export interface Chain {
  edges: Edge[];
  end: IdentityNode;
}

const MAX_STEPS = 8;

/** The shortest way of `can-become` edges from an identity to one that `isGoal`, breadth first; edges are sorted, so that the answer is always the same. */
export function shortestChain(
  graph: Graph,
  start: string,
  isGoal: (identity: IdentityNode) => boolean,
): Chain | undefined {
  const seen = new Set([start]);
  let front: { id: string; edges: Edge[] }[] = [{ id: start, edges: [] }];
  for (let step = 0; step < MAX_STEPS && front.length > 0; step++) {
    const next: typeof front = [];
    for (const { id, edges } of front) {
      for (const edge of edgesFrom(graph, id, 'can-become')) {
        if (seen.has(edge.to)) continue;
        seen.add(edge.to);
        const way = [...edges, edge];
        const node = nodeOf(graph, edge.to, 'identity');
        if (node && isGoal(node)) return { edges: way, end: node };
        next.push({ id: edge.to, edges: way });
      }
    }
    front = next;
  }
  return undefined;
}

/** A chain in words: each step with the reason why it can be taken. */
export function chainText(graph: Graph, chain: Chain): string {
  return chain.edges
    .map((edge) => {
      const name = nodeOf(graph, edge.to, 'identity')?.name ?? edge.to;
      const how = edge.labels?.['how'] ?? edge.name;
      return `→ \`${name}\`${how ? ` (${how})` : ''}`;
    })
    .join(' ');
}
