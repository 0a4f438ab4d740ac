import type { Graph } from '../../inventory/graph.ts';
import type { Edge, EdgeKind } from '../../model/index.ts';

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

/** One step of harm between two states. A state is a node id, or a tool as used by one agent. */
export interface Step {
  from: string;
  to: string;
  edge: Edge;
}

/**
 * All steps. A tool shared by two agents holds each one's own credentials, so that a tool and a caller are a state of their own: through it
 * an agent reaches what its own configuration hands over, and not what another's does.
 */
export function travelSteps(graph: Graph): Step[] {
  const steps: Step[] = [];
  for (const edge of graph.edges) {
    if (!TRAVEL.has(edge.kind)) continue;
    if (edge.kind === 'calls') {
      steps.push({ from: edge.from, to: callState(edge.to, edge.from), edge });
      continue;
    }
    steps.push({ from: edge.from, to: edge.to, edge });
    for (const state of callStates(graph, edge.from)) {
      if (edge.agent === undefined || state === callState(edge.from, edge.agent))
        steps.push({ from: state, to: edge.to, edge });
    }
  }
  return steps;
}

/** All states of a node: itself and, for a tool, its use by each caller. */
export function statesOf(graph: Graph, id: string): string[] {
  return [id, ...callStates(graph, id)];
}

/** The node of a state. */
export const nodeOfState = (state: string): string => state.split('\0')[0] ?? state;

/** Steps by one of their ends. */
export function stepsBy(steps: readonly Step[], end: 'from' | 'to'): ReadonlyMap<string, Step[]> {
  const map = new Map<string, Step[]>();
  for (const step of steps) {
    const list = map.get(step[end]);
    if (list) list.push(step);
    else map.set(step[end], [step]);
  }
  return map;
}

const callState = (tool: string, agent: string) => `${tool}\0${agent}`;

function callStates(graph: Graph, id: string): string[] {
  if (graph.nodes.get(id)?.kind !== 'tool') return [];
  return (graph.in.get(id) ?? []).filter((e) => e.kind === 'calls').map((e) => callState(id, e.from));
}
