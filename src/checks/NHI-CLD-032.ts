import { nodesOf } from '../inventory/graph.ts';
import { shown } from '../util/expressions.ts';
import type { Check } from './check.ts';
import { isServiceAgent } from './gcp/grants.ts';
import { chainText, shortestChain } from './identity/chains.ts';

export const check: Check = {
  id: 'NHI-CLD-032',
  *run(graph) {
    for (const identity of nodesOf(graph, 'identity')) {
      if (
        identity.platform !== 'gcp' ||
        identity.human === true ||
        identity.privilege === 'admin' ||
        isServiceAgent(identity.id)
      )
        continue;
      const chain =
        shortestChain(graph, identity.id, (end) => end.platform === 'gcp' && end.privilege === 'admin') ??
        (identity.privilege === 'privileged'
          ? undefined
          : shortestChain(
              graph,
              identity.id,
              (end) => end.platform === 'gcp' && end.privilege === 'privileged',
            ));
      if (!chain) continue;
      const admin = chain.end.privilege === 'admin';
      yield {
        severity: admin ? 'critical' : 'high',
        confidence: chain.edges.some((edge) => edge.confidence !== 'high') ? 'medium' : 'high',
        message: `\`${identity.name}\` ${chainText(graph, chain)}, which ${admin ? 'administers' : 'is privileged by'} ${chain.end.privilegeWhy ?? 'it'}.`,
        fix: `Remove \`${chain.edges[0]!.labels?.['role'] ?? chain.edges[0]!.name}\` of \`${identity.name}\` on \`${shown(chain.edges[0]!.labels?.['scope'] ?? chain.edges[0]!.to)}\`, or the rights of \`${chain.end.name}\`.`,
        entities: [identity.id, ...chain.edges.map((edge) => edge.to)],
        route: [identity.id, ...chain.edges.map((edge) => edge.to)],
        locations: chain.edges.flatMap((edge) => edge.locations),
        key: `${identity.id} ${chain.end.id}`,
      };
    }
  },
};
