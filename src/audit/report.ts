import { tierOf } from '../inventory/action/tier.ts';
import type { Graph } from '../inventory/graph.ts';
import { nodesOf } from '../inventory/graph.ts';
import type { InventoryReport, Report } from '../model/index.ts';
import { byText } from '../util/paths.ts';

/** The graph as the report's plain lists. */
export function inventoryReport(graph: Graph): InventoryReport {
  return {
    agents: nodesOf(graph, 'agent').map((agent) => ({ ...agent, tier: tierOf(graph, agent) })),
    tools: nodesOf(graph, 'tool'),
    workloads: nodesOf(graph, 'workload'),
    identities: nodesOf(graph, 'identity'),
    credentials: nodesOf(graph, 'credential'),
    grants: nodesOf(graph, 'grant'),
    resources: nodesOf(graph, 'resource'),
    controls: nodesOf(graph, 'control'),
    stores: nodesOf(graph, 'store'),
    edges: [...graph.edges],
  };
}

/** What each file is, by path. */
export function surfacesReport({ surfaces }: Graph): Report['surfaces'] {
  const paths = [...surfaces].sort(([a], [b]) => byText(a, b));
  return Object.fromEntries(paths.map(([path, set]) => [path, [...set].sort()]));
}
