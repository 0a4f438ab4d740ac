import { edgesFrom, edgesTo, type Graph, type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Edge } from '../model/index.ts';
import type { Check } from './check.ts';

/** A server behind a gateway that some agent also reaches directly, or a gateway's own credential in an agent's hand. */
export const check: Check = {
  id: 'NHI-RTC-003',
  *run(graph) {
    for (const gateway of nodesOf(graph, 'tool').filter((tool) => tool.toolKind === 'gateway')) {
      for (const { edge, server } of direct(graph, gateway)) {
        yield {
          rule: 'direct-server',
          message: `\`${server}\` is offered through the gateway \`${gateway.name}\` and is also configured directly for \`${nameOf(graph, edge.from)}\`: what the gateway decides does not apply there.`,
          entities: [edge.from, edge.to, gateway.id],
          route: [edge.from, edge.to],
          locations: [...edge.locations, ...gateway.locations.slice(0, 1)],
          key: `${edge.from} ${edge.to}`,
        };
      }
      for (const { agent, edge } of holders(graph, gateway)) {
        yield {
          rule: 'gateway-credential',
          message: `\`${nameOf(graph, agent)}\` calls through the gateway \`${gateway.name}\` and holds the gateway's own credential \`${nameOf(graph, edge.to)}\`: it can go around it.`,
          entities: [agent, edge.to, gateway.id],
          route: [agent, edge.to],
          locations: [...edge.locations, ...gateway.locations.slice(0, 1)],
          key: `${agent} ${edge.to}`,
        };
      }
    }
  },
};

const nameOf = (graph: Graph, id: string) => graph.nodes.get(id)?.name ?? id;

/** Servers a gateway lists by name that stand under the same product in an agent's own configuration. */
function* direct(graph: Graph, gateway: NodeOf<'tool'>): Generator<{ edge: Edge; server: string }> {
  const offered = (gateway.labels?.['servers'] ?? '').split(', ').filter(Boolean);
  for (const server of offered)
    for (const tool of nodesOf(graph, 'tool')) {
      if (tool.id === gateway.id || tool.toolKind !== 'mcp-server') continue;
      const product = new RegExp(`(?:^|[-/:@_])${server.replace(/[^\w-]/g, '')}(?:$|[-_/:@])`, 'i');
      if (!product.test(tool.package?.name ?? '') && tool.known !== server) continue;
      for (const edge of edgesTo(graph, tool.id, 'calls'))
        if (graph.nodes.get(edge.from)?.kind === 'agent') yield { edge, server };
    }
}

function* holders(graph: Graph, gateway: NodeOf<'tool'>): Generator<{ agent: string; edge: Edge }> {
  const own = new Set(edgesFrom(graph, gateway.id, 'holds').map((edge) => edge.to));
  for (const call of edgesTo(graph, gateway.id, 'calls')) {
    const places = [call.from, ...edgesFrom(graph, call.from, 'runs-in').map((edge) => edge.to)];
    for (const place of places)
      for (const edge of edgesFrom(graph, place, 'holds'))
        if (own.has(edge.to)) yield { agent: call.from, edge };
  }
}
