import type { Graph } from '../../inventory/graph.ts';
import type { Edge, Node } from '../../model/index.ts';
import { statesOf, travelOf } from './travel.ts';

/** How strong a node is in itself. Undefined: it says nothing. */
export type Strength = (node: Node) => { value: number; known: boolean } | undefined;

/** The strongest thing that can be reached from a node, and the edges of a shortest way there. */
export interface Worst {
  value: number;
  known: boolean;
  target: string;
  hops: Edge[];
}

interface Mark {
  value: number;
  known: boolean;
  target: string;
  next?: { state: string; edge: Edge };
}

/**
 * For every node the worst thing in reach, in one backward pass from the strongest nodes down, so that it stays linear for ten thousand
 * principals: a state is marked once, by the strongest thing, over a shortest way.
 */
export function worstFrom(graph: Graph, strength: Strength): (id: string) => Worst | undefined {
  const incoming = travelOf(graph).to;
  const marks = new Map<string, Mark>();
  for (const level of levels(graph, strength)) {
    let wave: string[] = [];
    for (const { id, value, known } of level) {
      for (const state of statesOf(graph, id)) {
        if (marks.has(state)) continue;
        marks.set(state, { value, known, target: id });
        wave.push(state);
      }
    }
    while (wave.length) wave = wave.flatMap((state) => spread(state, incoming.get(state) ?? [], marks));
  }
  return (id) => routeOf(marks, id);
}

/** Nodes of equal strength together, the strongest and best known first. */
function levels(graph: Graph, strength: Strength) {
  const sources = [...graph.nodes.values()]
    .flatMap((node) => {
      const own = strength(node);
      return own ? [{ id: node.id, ...own }] : [];
    })
    .sort((a, b) => b.value - a.value || Number(b.known) - Number(a.known) || (a.id < b.id ? -1 : 1));
  const groups = new Map<string, typeof sources>();
  for (const source of sources) {
    const key = `${source.value} ${source.known}`;
    const group = groups.get(key);
    if (group) group.push(source);
    else groups.set(key, [source]);
  }
  return groups.values();
}

function spread(
  state: string,
  incoming: readonly { from: string; edge: Edge }[],
  marks: Map<string, Mark>,
): string[] {
  const { value, known, target } = marks.get(state)!;
  return incoming.flatMap(({ from, edge }) => {
    if (marks.has(from)) return [];
    marks.set(from, { value, known, target, next: { state, edge } });
    return [from];
  });
}

function routeOf(marks: ReadonlyMap<string, Mark>, id: string): Worst | undefined {
  const start = marks.get(id);
  if (!start) return undefined;
  const hops: Edge[] = [];
  for (let mark = start; mark.next; mark = marks.get(mark.next.state)!) hops.push(mark.next.edge);
  return { value: start.value, known: start.known, target: start.target, hops };
}
