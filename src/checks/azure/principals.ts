import { edgesFrom, type Graph, nodeOf, nodesOf, sources } from '../../inventory/graph.ts';
import type { CredentialNode, Edge, GrantNode, IdentityNode } from '../../model/index.ts';

export interface Held {
  grant: GrantNode;
  edge: Edge;
}

export const azurePrincipals = (graph: Graph): IdentityNode[] =>
  nodesOf(graph, 'identity').filter((node) => node.platform === 'azure' && node.human !== true);

export function grantsOf(graph: Graph, id: string): Held[] {
  return edgesFrom(graph, id, 'has').flatMap((edge) => {
    const grant = nodeOf(graph, edge.to, 'grant');
    return grant?.platform === 'azure' ? [{ grant, edge }] : [];
  });
}

/** Client secrets that have not ended; Terraform does not say when. */
export function liveSecrets(graph: Graph, id: string): CredentialNode[] {
  return sources(graph, id, 'proves', 'credential').filter(
    (node) =>
      node.class === 'client-secret' && !(node.lifetime.at && Date.parse(node.lifetime.at) < graph.now),
  );
}

export const secretsOf = (graph: Graph, id: string): CredentialNode[] =>
  sources(graph, id, 'proves', 'credential').filter((node) => node.class === 'client-secret');

/** The tenant is one step away, or much of it is in reach. */
export const tenantPower = ({ grant }: Held): 'takeover' | 'tenant' | undefined => {
  const power = grant.powers?.[0] ?? '';
  if (power === 'takeover' || power === 'directory-takeover') return 'takeover';
  return power === 'tenant' || power === 'directory-tenant' ? 'tenant' : undefined;
};

const WIDE_SCOPE =
  /^\/$|managementGroups?|management_group|^\/subscriptions\/[^/]+\/?$|azurerm_subscription\.[\w-]+(?:\.id)?\}?$|^subscription$/i;
/** Subscription, management group or the whole tenant. */
export const isWideScope = (scope: string | undefined): boolean =>
  scope !== undefined && WIDE_SCOPE.test(scope);
