import { type Graph, type NodeOf, nodesOf } from '../../inventory/graph.ts';
import type { Location } from '../../model/index.ts';

/** A registration entry as the checks look at it. */
export interface Entry {
  node: NodeOf<'control'>;
  id: string;
  parent: string;
  selectors: string[];
}

/** Entries whose selectors are those of a node belong to node aliases; they are meant to have the server as parent and to share their ID. */
const NODE_SELECTOR =
  /^(?:aws_iid|azure_msi|gcp_iit|k8s_psat|k8s_sat|sshpop|tpm_devid|tpm|x509pop|http_challenge|spiffe_id|join_token):/;

export const isNodeAlias = (entry: Entry): boolean =>
  entry.selectors.some((selector) => NODE_SELECTOR.test(selector));

export function entriesOf(graph: Graph): Entry[] {
  return nodesOf(graph, 'control')
    .filter((node) => node.mechanism === 'spire-entry')
    .map((node) => ({
      node,
      id: setting(node, 'spiffe_id'),
      parent: setting(node, 'parent_id'),
      selectors: setting(node, 'selectors').split('\n').filter(Boolean),
    }));
}

export const setting = (node: NodeOf<'control'>, key: string): string =>
  String(node.settings?.[key]?.value ?? '');

/** Where a setting is written; the node's own place when it is not. */
export const placesOf = (node: NodeOf<'control'>, key: string): Location[] => {
  const at = node.settings?.[key]?.location;
  return at ? [at] : node.locations;
};
