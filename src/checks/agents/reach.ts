import { credentialsOf, edgesFrom, type Graph, type NodeOf, nodeOf } from '../../inventory/graph.ts';
import type { Capability, Edge } from '../../model/index.ts';

export interface Called {
  edge: Edge;
  tool: NodeOf<'tool'>;
}

/** Tools an agent can call, without the ones switched off. */
export function calledBy(graph: Graph, agentId: string): Called[] {
  return edgesFrom(graph, agentId, 'calls').flatMap((edge) => {
    const tool = nodeOf(graph, edge.to, 'tool');
    return tool && !edge.call?.disabled ? [{ edge, tool }] : [];
  });
}

/** The agent acts without asking and nothing bounds it. */
export function actsAlone(agent: NodeOf<'agent'>): boolean {
  return agent.autonomy.level === 'A4' || agent.autonomy.level === 'A3';
}

/** Credentials an agent holds that can change something, with what they are for. */
export function writeCredentials(graph: Graph, agentId: string) {
  return credentialsOf(graph, agentId).filter(({ credential, edge }) => {
    if (credential.reference === 'placeholder' || edge.labels?.['unresolved'] || edge.labels?.['doubt'])
      return false;
    return credential.privilege === 'write' || credential.privilege === 'admin';
  });
}

export const can = (tool: NodeOf<'tool'>, capability: Capability): boolean =>
  tool.capabilities?.includes(capability) ?? false;
