import { callers, type Graph, nodesOf } from '../inventory/graph.ts';
import type { ToolNode } from '../model/index.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-K8S-007',
  *run(graph) {
    for (const tool of nodesOf(graph, 'tool')) {
      const host = inCluster(tool);
      if (!host || (tool.auth !== undefined && tool.auth !== 'none' && tool.auth !== 'unknown')) continue;
      if (guarded(graph, host.namespace)) continue;
      const agents = callers(graph, tool.id);
      yield {
        message: `Tool server \`${tool.name}\` is called over plain HTTP at \`${tool.url}\` without a credential; no network policy and no mesh rule for its namespace was found.`,
        entities: [tool.id, ...agents.map((agent) => agent.id)],
        route: agents[0] ? [agents[0].id, tool.id] : undefined,
        locations: tool.locations,
        key: tool.id,
      };
    }
  },
};

/** The host is a service of the cluster: `name.namespace.svc…`, or `name.namespace` or a bare name in a manifest. */
function inCluster(tool: ToolNode): { namespace?: string } | undefined {
  const [, host] = /^http:\/\/([^/:]+)/.exec(tool.url ?? '') ?? [];
  if (!host || host === 'localhost' || /^[\d.]+$/.test(host)) return undefined;
  const [, namespace] = /^[^.]+\.([^.]+)\.svc(?:\.|$)/.exec(host) ?? [];
  if (namespace) return { namespace };
  const manifest = tool.locations.some((place) => /\.ya?ml$/.test(place.path));
  const labels = host.split('.');
  if (!manifest || labels.length > 2 || /\.(?:com|org|net|io|dev|ai|app|local)$/.test(host)) return undefined;
  return { namespace: labels[1] };
}

/** A policy of the namespace, or strict mutual TLS there or in the whole mesh. Without a namespace any of them counts. */
function guarded(graph: Graph, namespace: string | undefined): boolean {
  return nodesOf(graph, 'control').some((control) => {
    if (control.state !== 'present') return false;
    const where = control.settings?.['namespace']?.value;
    if (control.mechanism === 'mesh-mtls' && where === 'istio-system') return true;
    const ours = namespace === undefined || where === namespace;
    return ours && (control.mechanism === 'mesh-mtls' || control.mechanism === 'network-policy');
  });
}
