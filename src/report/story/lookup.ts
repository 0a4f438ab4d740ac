import type { Edge, EdgeKind, Report, ReportedNode } from '../../model/index.ts';

/** The inventory of a report by id, with its edges both ways. */
export interface Lookup {
  node(id: string): ReportedNode | undefined;
  /** Short name of a node; an id the report does not hold stands for itself. */
  name(id: string): string;
  from(id: string, kind: EdgeKind): readonly Edge[];
  to(id: string, kind: EdgeKind): readonly Edge[];
}

/** Indexes a report. */
export function lookupOf({ inventory }: Report): Lookup {
  const { edges, ...lists } = inventory;
  const nodes = new Map<string, ReportedNode>();
  for (const list of Object.values(lists)) {
    for (const node of list) {
      nodes.set(node.id, node);
      for (const alias of node.aliases ?? []) if (!nodes.has(alias)) nodes.set(alias, node);
    }
  }
  const from = new Map<string, Edge[]>();
  const to = new Map<string, Edge[]>();
  for (const edge of edges) {
    push(from, edge.from, edge);
    push(to, edge.to, edge);
  }
  return {
    node: (id) => nodes.get(id),
    name: (id) => nodes.get(id)?.name ?? id,
    from: (id, kind) => (from.get(id) ?? []).filter((edge) => edge.kind === kind),
    to: (id, kind) => (to.get(id) ?? []).filter((edge) => edge.kind === kind),
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Agents that hold a credential: themselves, through a tool, or through the workload they run in. */
export function agentsHolding(lookup: Lookup, credential: string): string[] {
  const agents = lookup.to(credential, 'holds').flatMap((edge) => {
    const holder = lookup.node(edge.from);
    if (holder?.kind === 'agent') return [holder.id];
    if (edge.agent !== undefined) return [edge.agent];
    if (holder?.kind === 'tool') return lookup.to(holder.id, 'calls').map((call) => call.from);
    if (holder?.kind === 'workload') return lookup.to(holder.id, 'runs-in').map((run) => run.from);
    return [];
  });
  return [...new Set(agents)].sort();
}
