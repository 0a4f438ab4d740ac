import { powerOf } from '../inventory/action/power.ts';
import { type Graph, type NodeOf, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** A caller's token, or an agent's own broad one, that travels on unchanged to the next agent or tool. */
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
    yield* sameCredential(graph);
  },
};

/** Another process, the same credential that can write: nothing was narrowed on the way. */
function* sameCredential(graph: Graph) {
  for (const edge of graph.edges) {
    if (edge.kind !== 'delegates-to' || edge.labels?.['process'] === 'same') continue;
    const [parent, child] = [nodeOf(graph, edge.from, 'agent'), nodeOf(graph, edge.to, 'agent')];
    const shared =
      parent && child && child.surface !== 'sub-agent' ? common(graph, parent, child) : undefined;
    if (!parent || !child || !shared) continue;
    yield {
      rule: 'credential-reused',
      message: `\`${parent.name}\` delegates to \`${child.name}\`, and both act with \`${shared.name}\`: no token is exchanged, and the child can do all the parent can.`,
      entities: [parent.id, child.id, shared.id],
      route: [parent.id, child.id, shared.id],
      locations: edge.locations,
      key: `${parent.id} ${child.id}`,
    };
  }
}

function common(
  graph: Graph,
  parent: NodeOf<'agent'>,
  child: NodeOf<'agent'>,
): NodeOf<'credential'> | undefined {
  const own = new Set(powerOf(graph, parent).strong.map(({ credential }) => credential.id));
  return powerOf(graph, child).strong.find(({ credential }) => own.has(credential.id))?.credential;
}
