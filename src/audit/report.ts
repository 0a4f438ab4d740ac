import type { assess } from '../assess/index.ts';
import { coverage } from '../assess/lifecycle/index.ts';
import { tierOf } from '../inventory/action/tier.ts';
import type { Graph } from '../inventory/graph.ts';
import { nodesOf } from '../inventory/graph.ts';
import { packJob } from '../inventory/pack-job.ts';
import type { Gap, InventoryReport, LifecycleRow, Report } from '../model/index.ts';
import { byText } from '../util/paths.ts';
import { RULES_DIGEST, VERSION } from '../util/version.generated.ts';

/** What one judgement of a graph gave. */
export interface Judgement {
  graph: Graph;
  rows: LifecycleRow[];
  assessed: ReturnType<typeof assess>;
  /** Of the checks themselves. */
  gaps: readonly Gap[];
}

/** Puts the report together, whether its graph was just scanned or merged from earlier reports. */
export function reportOf(scan: Report['scan'], { graph, rows, assessed, gaps }: Judgement): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'nhi-audit', version: VERSION, rulesDigest: RULES_DIGEST },
    scan,
    inventory: inventoryReport(graph),
    surfaces: surfacesReport(graph),
    findings: assessed.findings,
    lifecycle: rows,
    blast: assessed.blast,
    frameworks: assessed.frameworks,
    score: { ...assessed.score, coverage: coverage(rows) },
    gaps: [...graph.gaps, ...gaps, ...assessed.gaps],
  };
}

/** The graph as the report's plain lists. */
export function inventoryReport(graph: Graph): InventoryReport {
  return {
    agents: nodesOf(graph, 'agent').map((agent) => ({ ...agent, tier: tierOf(graph, agent) })),
    tools: nodesOf(graph, 'tool'),
    workloads: nodesOf(graph, 'workload').map(({ job, ...workload }) =>
      job ? { ...workload, job: packJob(job) } : workload,
    ),
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
function surfacesReport({ surfaces }: Graph): Report['surfaces'] {
  const paths = [...surfaces].sort(([a], [b]) => byText(a, b));
  return Object.fromEntries(paths.map(([path, set]) => [path, [...set].sort()]));
}
