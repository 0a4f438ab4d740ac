import type { Config, Edge, EdgeKind, Gap, LifetimeLimits, Node, NodeKind, Surface } from '../model/index.ts';

/** The one graph. Built once, never changed afterwards; every list is sorted so that order of reading never shows. */
export interface Graph {
  nodes: ReadonlyMap<string, Node>;
  edges: readonly Edge[];
  out: ReadonlyMap<string, readonly Edge[]>;
  in: ReadonlyMap<string, readonly Edge[]>;
  /** What a file is, where a reader understood it. */
  surfaces: ReadonlyMap<string, ReadonlySet<Surface>>;
  gaps: readonly Gap[];
  /** Time of the audit in milliseconds since 1970: ages and end dates are judged against it. */
  now: number;
  /** Accounts and organisations the configuration names as trusted. */
  trusted?: Config['trusted'];
  /** Lifetimes that count as too long, with the configuration's changes. */
  limits?: LifetimeLimits;
}

export type NodeOf<K extends NodeKind> = Extract<Node, { kind: K }>;

/** The graph never changes once it is built, so each kind is picked out once. */
const byKind = new WeakMap<Graph['nodes'], Map<NodeKind, Node[]>>();

/** All nodes of a kind, sorted by id. */
export function nodesOf<K extends NodeKind>(graph: Graph, kind: K): NodeOf<K>[] {
  let kinds = byKind.get(graph.nodes);
  if (!kinds) {
    kinds = new Map();
    for (const node of graph.nodes.values()) {
      const list = kinds.get(node.kind);
      if (list) list.push(node);
      else kinds.set(node.kind, [node]);
    }
    byKind.set(graph.nodes, kinds);
  }
  return [...(kinds.get(kind) ?? [])] as NodeOf<K>[];
}

/** The node of that id and kind, or undefined. */
export function nodeOf<K extends NodeKind>(graph: Graph, id: string, kind: K): NodeOf<K> | undefined {
  const node = graph.nodes.get(id);
  return node?.kind === kind ? (node as NodeOf<K>) : undefined;
}

/** Edges that leave a node, of one kind or all. */
export function edgesFrom(graph: Graph, id: string, kind?: EdgeKind): readonly Edge[] {
  const edges = graph.out.get(id) ?? [];
  return kind ? edges.filter((edge) => edge.kind === kind) : edges;
}

/** Edges that reach a node, of one kind or all. */
export function edgesTo(graph: Graph, id: string, kind?: EdgeKind): readonly Edge[] {
  const edges = graph.in.get(id) ?? [];
  return kind ? edges.filter((edge) => edge.kind === kind) : edges;
}

/** Nodes of one kind that edges of `edge` kind lead to from `id`. */
export function targets<K extends NodeKind>(graph: Graph, id: string, edge: EdgeKind, kind: K): NodeOf<K>[] {
  return edgesFrom(graph, id, edge).flatMap((e) => nodeOf(graph, e.to, kind) ?? []);
}

/** Nodes of one kind from which edges of `edge` kind lead to `id`. */
export function sources<K extends NodeKind>(graph: Graph, id: string, edge: EdgeKind, kind: K): NodeOf<K>[] {
  return edgesTo(graph, id, edge).flatMap((e) => nodeOf(graph, e.from, kind) ?? []);
}

/** Agents that call a tool. */
export function callers(graph: Graph, toolId: string): NodeOf<'agent'>[] {
  return sources(graph, toolId, 'calls', 'agent');
}

/** Credentials an agent holds itself, through its tools, or through the workload it runs in; with the edge that gives each. */
export function credentialsOf(
  graph: Graph,
  agentId: string,
): { holder: string; edge: Edge; credential: NodeOf<'credential'> }[] {
  const holders = [
    agentId,
    ...edgesFrom(graph, agentId, 'calls').map((edge) => edge.to),
    ...edgesFrom(graph, agentId, 'runs-in').map((edge) => edge.to),
  ];
  return holders.flatMap((holder) =>
    edgesFrom(graph, holder, 'holds').flatMap((edge) => {
      if (edge.agent !== undefined && edge.agent !== agentId) return [];
      const credential = nodeOf(graph, edge.to, 'credential');
      return credential ? [{ holder, edge, credential }] : [];
    }),
  );
}
