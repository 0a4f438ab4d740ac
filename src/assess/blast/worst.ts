import type { Graph } from '../../inventory/graph.ts';
import type { Edge, EdgeKind, Node } from '../../model/index.ts';

/** Edges along which harm travels: from who acts to what it acts with, as, and on. */
const TRAVEL: ReadonlySet<EdgeKind> = new Set<EdgeKind>([
  'calls',
  'runs-in',
  'acts-as',
  'holds',
  'proves',
  'has',
  'reaches',
  'can-become',
  'delegates-to',
]);

/** How strong a node is in itself. Undefined: it says nothing. */
export type Strength = (node: Node) => { value: number; known: boolean } | undefined;

/** The strongest thing that can be reached from a node, and the edges of a shortest way there. */
export interface Worst {
  value: number;
  known: boolean;
  target: string;
  hops: Edge[];
}

interface Step {
  value: number;
  known: boolean;
  target: string;
  next?: { state: string; edge: Edge };
}

/**
 * For every node the worst thing in reach, in one backward pass from the strongest nodes down, so that it stays linear for ten thousand
 * principals. A tool shared by two agents holds each one's own credentials: the pass keeps one state for a tool and caller.
 */
export function worstFrom(graph: Graph, strength: Strength): (id: string) => Worst | undefined {
  const states = new Map<string, Step>();
  const incoming = backward(graph);
  const sources = [...graph.nodes.values()]
    .flatMap((node) => {
      const own = strength(node);
      return own ? [{ id: node.id, ...own }] : [];
    })
    .sort((a, b) => b.value - a.value || Number(b.known) - Number(a.known) || (a.id < b.id ? -1 : 1));
  for (let first = 0; first < sources.length; ) {
    const { value, known } = sources[first]!;
    let queue: string[] = [];
    while (first < sources.length && sources[first]!.value === value && sources[first]!.known === known) {
      const { id } = sources[first++]!;
      for (const state of [id, ...callStates(graph, id)]) {
        if (states.has(state)) continue;
        states.set(state, { value, known, target: id });
        queue.push(state);
      }
    }
    while (queue.length) {
      const further: string[] = [];
      for (const state of queue) {
        for (const { from, edge } of incoming.get(state) ?? []) {
          if (states.has(from)) continue;
          states.set(from, { value, known, target: states.get(state)!.target, next: { state, edge } });
          further.push(from);
        }
      }
      queue = further;
    }
  }
  return (id) => routeOf(states, id);
}

/** A tool as used by one agent. */
const callState = (tool: string, agent: string) => `${tool}\0${agent}`;

function callStates(graph: Graph, id: string): string[] {
  if (graph.nodes.get(id)?.kind !== 'tool') return [];
  return (graph.in.get(id) ?? []).filter((e) => e.kind === 'calls').map((e) => callState(id, e.from));
}

function backward(graph: Graph): Map<string, { from: string; edge: Edge }[]> {
  const incoming = new Map<string, { from: string; edge: Edge }[]>();
  const add = (from: string, to: string, edge: Edge) => {
    const list = incoming.get(to);
    if (list) list.push({ from, edge });
    else incoming.set(to, [{ from, edge }]);
  };
  for (const edge of graph.edges) {
    if (!TRAVEL.has(edge.kind)) continue;
    if (edge.kind === 'calls') {
      add(edge.from, callState(edge.to, edge.from), edge);
      continue;
    }
    add(edge.from, edge.to, edge);
    for (const state of callStates(graph, edge.from)) {
      if (edge.agent === undefined || state === callState(edge.from, edge.agent)) add(state, edge.to, edge);
    }
  }
  return incoming;
}

function routeOf(states: Map<string, Step>, id: string): Worst | undefined {
  const start = states.get(id);
  if (!start) return undefined;
  const hops: Edge[] = [];
  for (let step = start; step.next; step = states.get(step.next.state)!) hops.push(step.next.edge);
  return { value: start.value, known: start.known, target: start.target, hops };
}
