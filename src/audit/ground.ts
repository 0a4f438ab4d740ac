import type { Ground } from '../collect/ground.ts';
import type { Graph } from '../inventory/graph.ts';
import { nodesOf } from '../inventory/graph.ts';
import type { CheckRule } from '../model/index.ts';

/** Which kinds of ground were seen, so that a framework item is only called assessed where a check could have spoken. */
export function groundOf(graph: Graph, grounds: Ground[], history = false): Set<CheckRule['needs'][number]> {
  const seen = new Set<CheckRule['needs'][number]>();
  if (grounds.some((ground) => ground.kind !== 'records')) seen.add('files');
  if (grounds.some((ground) => isLive(ground) && ground.files.length > 0)) seen.add('api');
  if (history) seen.add('history');
  if (nodesOf(graph, 'agent').length > 0) seen.add('agents');
  if (nodesOf(graph, 'workload').some((node) => node.job)) seen.add('ci');
  for (const identity of nodesOf(graph, 'identity')) {
    if (identity.platform === 'kubernetes' || identity.platform === 'k8s') seen.add('kubernetes');
    else if (identity.platform === 'spiffe') seen.add('spiffe');
    else if (['aws', 'gcp', 'azure'].includes(identity.platform)) seen.add('iam');
  }
  return seen;
}

/** A source that was asked over its API, by name: `kube:prod`, `aws:111122223333`. Standard input and records of a caller are none. */
export const isLive = ({ kind, target }: Ground): boolean => kind === 'records' && target !== '-';
