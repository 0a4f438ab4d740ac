import type { Graph } from '../../inventory/graph.ts';
import type { Edge, EdgeKind } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';

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
function travelSteps(graph: Graph): Step[] {
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

/** Steps by the state they begin at, and by the one they end at. */
export interface Travel {
  from: ReadonlyMap<string, Step[]>;
  to: ReadonlyMap<string, Step[]>;
}

const known = new WeakMap<Graph['edges'], Travel>();

/** All steps of a graph, worked out once: reach is asked for by several questions. */
export function travelOf(graph: Graph): Travel {
  let travel = known.get(graph.edges);
  if (!travel) {
    const steps = travelSteps(graph);
    travel = { from: groupBy(steps, (step) => step.from), to: groupBy(steps, (step) => step.to) };
    known.set(graph.edges, travel);
  }
  return travel;
}

const callState = (tool: string, agent: string) => `${tool}\0${agent}`;

function callStates(graph: Graph, id: string): string[] {
  if (graph.nodes.get(id)?.kind !== 'tool') return [];
  return (graph.in.get(id) ?? []).filter((e) => e.kind === 'calls').map((e) => callState(id, e.from));
}
