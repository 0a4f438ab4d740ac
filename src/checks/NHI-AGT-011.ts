import { edgesFrom, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-011',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const edge of edgesFrom(graph, agent.id, 'calls')) {
        const tool = nodeOf(graph, edge.to, 'tool');
        if (!tool || !edge.call?.remote || !edge.call.offersOAuth || edge.call.disabled) continue;
        const held = edgesFrom(graph, tool.id, 'holds').find(
          (hold) => hold.agent === agent.id && (hold.via === 'header' || hold.via === 'url'),
        );
        const credential = held && nodeOf(graph, held.to, 'credential');
        if (!held || !credential || credential.reference === 'placeholder') continue;
        yield {
          rule: 'static-bearer',
          message: `${agent.name} logs in to \`${edge.call.as}\` with the long-lived \`${credential.name}\`, although the server offers OAuth: the token is bound to no audience and to no session.`,
          fix: `Remove the header and let the client log in to \`${edge.call.remote.url}\` with OAuth.`,
          entities: [agent.id, tool.id, credential.id],
          route: [agent.id, tool.id, credential.id],
          locations: [...held.locations.slice(0, 1), edge.call.remote.location],
          key: edge.call.as,
        };
      }
    }
  },
};
