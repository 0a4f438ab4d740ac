import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Providers with which the target sees the gateway and never the caller. */
const OWN = ['GATEWAY_IAM_ROLE', 'API_KEY'];

export const check: Check = {
  id: 'NHI-CLD-009',
  *run(graph) {
    for (const gateway of nodesOf(graph, 'tool').filter((tool) => tool.toolKind === 'gateway')) {
      const providers = gateway.settings?.['providers'];
      const own = String(providers?.value ?? '')
        .split(', ')
        .filter((one) => OWN.includes(one));
      const callers = [...new Set(edgesTo(graph, gateway.id, 'calls').map((edge) => edge.from))].filter(
        (id) => graph.nodes.get(id)?.kind === 'agent',
      );
      if (!providers || own.length === 0 || callers.length < 2) continue;
      yield {
        message: `Gateway \`${gateway.name}\` calls its targets with ${own.join(' and ')} for all of its ${callers.length} callers: the targets cannot tell ${callers.map((id) => `\`${graph.nodes.get(id)?.name}\``).join(', ')} apart.`,
        entities: [gateway.id, ...callers],
        route: [callers[0]!, gateway.id],
        locations: [providers.location, ...gateway.locations],
        key: gateway.id,
      };
    }
  },
};
