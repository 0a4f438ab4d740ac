import { edgesFrom, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import { hostKind } from './agents/host.ts';
import { changesThings } from './agents/power.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-010',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const edge of edgesFrom(graph, agent.id, 'calls')) {
        const tool = nodeOf(graph, edge.to, 'tool');
        const { remote, auth, as, disabled } = edge.call ?? {};
        if (!tool || !remote || disabled) continue;
        const { scheme, host, kind } = hostKind(remote.url);
        const base = { entities: [agent.id, tool.id], locations: [remote.location], key: `${as} ${host}` };
        const plain = scheme === 'http' || scheme === 'ws';
        if (kind === 'unknown' || kind === 'loopback' || kind === 'cluster') continue;
        if (plain) yield { ...base, ...unencrypted(agent.name, as!, host, auth, kind) };
        else if (kind === 'example') continue;
        else if (auth === 'basic')
          yield {
            ...base,
            rule: 'basic-authentication',
            severity: 'medium',
            message: `${agent.name} logs in to \`${as}\` on ${host} with a user name and password (Basic): a long-lived secret in every request.`,
          };
        else if (kind === 'public-ip')
          yield {
            ...base,
            rule: 'bare-ip',
            severity: 'medium',
            message: `${agent.name} reaches \`${as}\` at the bare address ${host}: nothing ties a name to it.`,
          };
        else if (
          auth === 'none' &&
          !edge.call?.publicService &&
          (changesThings(tool.capabilities) || tool.capabilities?.includes('private-data'))
        )
          yield {
            ...base,
            rule: 'no-authentication',
            message: `${agent.name} calls \`${as}\` on ${host} with no sign of authentication, and the server can reach private data or change things.`,
          };
      }
    }
  },
};

function unencrypted(
  agent: string,
  as: string,
  host: string,
  auth: string | undefined,
  kind: string,
): Pick<FindingDraft, 'rule' | 'severity' | 'confidence' | 'message' | 'fix'> {
  const credential = auth === 'header' || auth === 'basic';
  return {
    rule: 'unencrypted',
    // Inside a private network only its members can listen; a credential in clear is high anywhere.
    severity: kind === 'private' ? (credential ? 'medium' : 'low') : kind === 'example' ? 'low' : undefined,
    confidence: kind === 'example' ? 'low' : undefined,
    message: `${agent} reaches \`${as}\` on ${host} over plain http${credential ? ', and sends a credential along' : ''}: anyone on the way reads and changes what is said.`,
    fix: `Serve \`${as}\` over https and use that address.`,
  };
}
