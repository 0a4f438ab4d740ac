import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { edgesFrom, nodeOf, nodesOf } from '../../inventory/graph.ts';
import type { Edge } from '../../model/index.ts';

/** A credential in the hand of an agent, or of a tool on behalf of an agent. */
export interface AgentHolding {
  agent?: NodeOf<'agent'>;
  /** The tool that is handed it; the agent itself when absent. */
  tool?: NodeOf<'tool'>;
  edge: Edge;
  credential: NodeOf<'credential'>;
}

/** Every credential that agents hold, by themselves or through their tools, one entry for each way it is handed over. */
export function agentHoldings(graph: Graph): AgentHolding[] {
  return [...nodesOf(graph, 'agent'), ...nodesOf(graph, 'tool')].flatMap((holder) =>
    edgesFrom(graph, holder.id, 'holds').flatMap((edge): AgentHolding[] => {
      const credential = nodeOf(graph, edge.to, 'credential');
      if (!credential) return [];
      if (holder.kind === 'agent') return [{ agent: holder, edge, credential }];
      return [
        {
          agent: edge.agent ? nodeOf(graph, edge.agent, 'agent') : undefined,
          tool: holder,
          edge,
          credential,
        },
      ];
    }),
  );
}

/** `tool server \`github\` of Claude Code`, or the agent alone. */
export function holderName({ agent, tool, edge }: AgentHolding): string {
  if (!tool) return agent ? `agent \`${agent.name}\`` : `\`${edge.from}\``;
  return agent ? `tool server \`${tool.name}\` of ${agent.name}` : `tool server \`${tool.name}\``;
}

/** Ids on the way from the agent to the credential. */
export function holdingRoute({ agent, tool, credential }: AgentHolding): string[] {
  return [agent?.id, tool?.id, credential.id].flatMap((id) => id ?? []);
}

/** What the credential is, with its redacted preview. */
export function describe(credential: NodeOf<'credential'>): string {
  return credential.preview ? `${credential.name} (${credential.preview})` : credential.name;
}

/** A publishable key or a default that everyone knows: no secret, still worth a line. */
export function harmlessBecause({
  credential,
  edge,
}: Pick<AgentHolding, 'credential' | 'edge'>): string | undefined {
  if (edge.labels?.['doubt']) return edge.labels['doubt'];
  if (credential.class && /publishable|public/.test(credential.class)) return 'publishable by design';
  return undefined;
}
