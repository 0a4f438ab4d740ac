import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { nodesOf } from '../../inventory/graph.ts';
import type { Node } from '../../model/index.ts';

/** A setting of a node as the API gave it. */
export const setting = (node: Node | undefined, key: string): string | number | boolean | undefined =>
  node?.settings?.[key]?.value;

/** Whole days between an ISO date and the time of the audit; undefined for no date. */
export function daysSince(graph: Graph, date: string | undefined): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : Math.floor((graph.now - time) / 86_400_000);
}

/** Credentials that a CI platform stores by name, seen through its API. */
export function storedSecrets(graph: Graph): NodeOf<'credential'>[] {
  return nodesOf(graph, 'credential').filter((node) => setting(node, 'level') !== undefined);
}

/** `repo/acme/app` to `acme/app`, for messages. */
export const scopeOf = (node: Node): string =>
  String(setting(node, 'scope') ?? node.name).replace(/^(?:repo|org)[/:]/, '');
