import { edgesTo, type Graph, nodeOf, nodesOf } from '../../inventory/graph.ts';
import type { Edge, GrantNode, IdentityNode } from '../../model/index.ts';

/** One member's hold of a role. */
export interface Held {
  grant: GrantNode;
  edge: Edge;
  member: IdentityNode;
}

export function gcpGrants(graph: Graph): Held[] {
  return nodesOf(graph, 'grant')
    .filter((grant) => grant.platform === 'gcp')
    .flatMap((grant) =>
      edgesTo(graph, grant.id, 'has').flatMap((edge) => {
        const member = nodeOf(graph, edge.from, 'identity');
        return member ? [{ grant, edge, member }] : [];
      }),
    );
}

/** Accounts Google makes and runs itself; their roles are given with the service. https://cloud.google.com/iam/docs/service-agents */
export const isServiceAgent = (id: string): boolean =>
  /@gcp-sa-|@cloudservices\.gserviceaccount\.com$|@(?:[\w-]+\.)?system\.gserviceaccount\.com$|^gcp:sa:service-/.test(
    id,
  );

/** Accounts every project gets with its APIs, Editor among their roles unless that is switched off. */
export const isDefaultAccount = (id: string): boolean =>
  /-compute@developer\.gserviceaccount\.com$|@appspot\.gserviceaccount\.com$/.test(id);

export const level = (scope: string | undefined): 'project' | 'above' | 'account' | 'resource' => {
  if (scope?.startsWith('projects/')) return 'project';
  if (scope?.startsWith('folders/') || scope?.startsWith('organizations/')) return 'above';
  return scope?.startsWith('serviceAccount:') ? 'account' : 'resource';
};
