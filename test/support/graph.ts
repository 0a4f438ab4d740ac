import type { Graph } from '../../src/inventory/graph.ts';
import type { Edge, EdgeKind, Node } from '../../src/model/index.ts';

/** A graph from plain lists, for tests that need no reader. */
export function graphOf(nodes: readonly Node[], edges: readonly Edge[] = []): Graph {
  const group = (end: 'from' | 'to') => {
    const map = new Map<string, Edge[]>();
    for (const edge of edges) map.set(edge[end], [...(map.get(edge[end]) ?? []), edge]);
    return map;
  };
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    edges,
    out: group('from'),
    in: group('to'),
    surfaces: new Map(),
    gaps: [],
    now: Date.UTC(2026, 0, 1),
  };
}

/** An edge that only says which kind it is. */
export function edge(from: string, kind: EdgeKind, to: string, more: Partial<Edge> = {}): Edge {
  return { from, to, kind, locations: [], confidence: 'high', ...more };
}

type Bare<K extends Node['kind']> = Omit<
  Extract<Node, { kind: K }>,
  'kind' | 'id' | 'name' | 'locations' | 'confidence'
>;

/** A node whose name is the last part of its id. */
export function node<K extends Node['kind']>(
  kind: K,
  id: string,
  facts: Bare<K> & Partial<Pick<Node, 'name' | 'locations' | 'confidence'>>,
): Extract<Node, { kind: K }> {
  const name = id.split(/[:/]/).at(-1) ?? id;
  return { kind, id, name, locations: [], confidence: 'high', ...facts } as unknown as Extract<
    Node,
    { kind: K }
  >;
}
