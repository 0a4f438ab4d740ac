import { Graph, layout } from '@dagrejs/dagre';
import type { Picture } from './select.ts';

export interface Placed {
  width: number;
  height: number;
  at: Map<string, { x: number; y: number; width: number; height: number }>;
  lines: { edge: Picture['edges'][number]; points: { x: number; y: number }[] }[];
}

const HEIGHT = 46;

/** Places nodes in layers from left to right (Sugiyama's method, by dagre), when the page is written and not when it is read. */
export function place({ nodes, edges }: Picture, widthOf: (id: string) => number): Placed {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 70, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { width: widthOf(id), height: HEIGHT });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    at: new Map(
      nodes.map(({ id }) => {
        const {
          x,
          y,
          width: w,
          height: h,
        } = graph.node(id) as { x: number; y: number; width: number; height: number };
        return [id, { x: x - w / 2, y: y - h / 2, width: w, height: h }];
      }),
    ),
    lines: edges.map((edge) => ({
      edge,
      points: (graph.edge(edge.from, edge.to) as { points: { x: number; y: number }[] }).points,
    })),
  };
}
