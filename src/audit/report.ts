import type { Graph } from '../inventory/graph.ts';
import { nodesOf } from '../inventory/graph.ts';
import type { InventoryReport } from '../model/index.ts';

/** The graph as the report's plain lists. */
export function inventoryReport(graph: Graph): InventoryReport {
  return {
    agents: nodesOf(graph, 'agent'),
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
