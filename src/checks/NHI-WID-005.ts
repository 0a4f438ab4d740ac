import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** A caller's token that travels on unchanged to the next agent or tool. */
export const check: Check = {
  id: 'NHI-WID-005',
  *run(graph) {
    for (const edge of graph.edges) {
      if (edge.kind !== 'calls' || !edge.labels?.['forwards']) continue;
      const from = graph.nodes.get(edge.from);
      const to = graph.nodes.get(edge.to);
      yield {
        rule: 'token-forwarded',
        message: `\`${from?.name}\` passes the caller's \`${edge.labels['forwards']}\` header on to \`${to?.name}\`: the server receives a token that was issued for somebody else and can use it wherever that works.`,
        entities: [edge.from, edge.to],
        route: [edge.from, edge.to],
        locations: edge.locations,
        key: `${edge.from} ${edge.to}`,
      };
    }
    for (const gateway of nodesOf(graph, 'tool')) {
      const providers = gateway.settings?.['providers'];
      if (
        !String(providers?.value ?? '')
          .split(', ')
          .includes('JWT_PASSTHROUGH')
      )
        continue;
      yield {
        rule: 'token-passthrough',
        message: `Gateway \`${gateway.name}\` hands the caller's token on to its targets (JWT_PASSTHROUGH) instead of exchanging it for a narrower one.`,
        entities: [gateway.id],
        locations: [providers!.location, ...gateway.locations],
        key: gateway.id,
      };
    }
  },
};
