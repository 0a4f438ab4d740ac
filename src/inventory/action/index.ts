import type { LifecycleRow, Stage } from '../../model/index.ts';
import { type Graph, type NodeOf, nodesOf } from '../graph.ts';
import { approve, evaluate, factsOf, identify, issue, log, revoke } from './cells.ts';

/** The life of one action, in its order; approval stands beside it. */
export const STAGES: readonly Stage[] = ['identify', 'issue', 'evaluate', 'log', 'revoke', 'approve'];

const memo = new WeakMap<Graph, Map<string, LifecycleRow>>();

/** The six cells of one agent. */
export function rowOf(graph: Graph, agent: NodeOf<'agent'>): LifecycleRow {
  const rows = memo.get(graph) ?? new Map<string, LifecycleRow>();
  memo.set(graph, rows);
  const known = rows.get(agent.id);
  if (known) return known;
  const facts = factsOf(graph, agent);
  const row = {
    agent: agent.id,
    identify: identify(facts),
    issue: issue(facts),
    evaluate: evaluate(facts),
    log: log(facts),
    revoke: revoke(facts),
    approve: approve(facts),
  };
  rows.set(agent.id, row);
  return row;
}

/** One row an agent. Agents that are only pointed at have none. */
export function rowsOf(graph: Graph): LifecycleRow[] {
  return nodesOf(graph, 'agent')
    .filter(isDescribed)
    .map((agent) => rowOf(graph, agent));
}

/** Published cards and names at the end of a hand-off say nothing about how the agent behind them is run. */
export const isDescribed = (agent: NodeOf<'agent'>): boolean =>
  agent.client !== 'unknown' && agent.client !== 'a2a';
