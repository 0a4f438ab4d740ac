import { rowsOf, STAGES } from '../../inventory/action/index.ts';
import type { Graph } from '../../inventory/graph.ts';
import type { LifecycleRow } from '../../model/index.ts';

/** The life of an action, one row an agent: identify, issue, evaluate, log, revoke, approve. */
export function lifecycle(graph: Graph): LifecycleRow[] {
  return rowsOf(graph);
}

/** Share of the cells that could be decided, 0 to 1; 0 when there is no agent. */
export function coverage(rows: LifecycleRow[]): number {
  const cells = rows.flatMap((row) => STAGES.map((stage) => row[stage]));
  if (cells.length === 0) return 0;
  return Math.round((cells.filter((cell) => cell.state !== 'unknown').length / cells.length) * 1000) / 1000;
}
