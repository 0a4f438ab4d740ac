import type { Edge, EdgeKind, Report, ReportedNode } from '../../../model/index.ts';
import type { Story } from '../../story/index.ts';

/** More than this nobody can read in one picture; the tables below have the rest. */
const LIMIT = 70;
const DRAWN: readonly EdgeKind[] = [
  'calls',
  'runs-in',
  'acts-as',
  'holds',
  'proves',
  'can-become',
  'delegates-to',
  'has',
  'reaches',
];

export interface Picture {
  nodes: ReportedNode[];
  edges: { from: string; to: string; kind: EdgeKind; label?: string; literal: boolean }[];
  /** Things in reach of an agent that were left out. */
  left: number;
}

/**
 * What is worth drawing: agents from the worst down, with what they can reach, and every hop of the routes to the worst things. Grants are
 * drawn as the line from the identity to what they allow.
 */
export function picture(report: Report, { lookup, agents }: Story): Picture {
  const rank = new Map(agents.map(({ id }, index) => [id, index]));
  const order = (id: string) => rank.get(id) ?? rank.size;
  const starts = report.inventory.agents.length ? report.inventory.agents : report.inventory.workloads;
  const first = starts.map(({ id }) => id).sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  const routes = (report.blast ?? [])
    .filter(({ from }) => first.includes(from))
    .sort((a, b) => order(a.from) - order(b.from))
    .flatMap(({ from, route }) => [from, ...route.map(({ to }) => to)]);
  const chosen = new Set<string>();
  let left = 0;
  const take = (id: string) => {
    const kind = lookup.node(id)?.kind;
    if (chosen.has(id) || kind === undefined || kind === 'grant' || kind === 'control') return;
    if (chosen.size < LIMIT) chosen.add(id);
    else left++;
  };
  for (const id of routes) take(id);
  for (const id of reached(first, (id) => DRAWN.flatMap((kind) => lookup.from(id, kind)))) take(id);
  const drawn = DRAWN.flatMap((kind) => [...chosen].flatMap((id) => lookup.from(id, kind)));
  return {
    nodes: [...chosen].flatMap((id) => lookup.node(id) ?? []),
    edges: lines(drawn, chosen, lookup),
    left,
  };
}

/** Breadth first, start by start, so that the worst agent's surroundings come before the next agent's. */
function* reached(starts: readonly string[], next: (id: string) => readonly Edge[]): Generator<string> {
  const seen = new Set<string>();
  for (const start of starts) {
    const queue = [start];
    for (const id of queue) {
      if (seen.has(id)) continue;
      seen.add(id);
      yield id;
      queue.push(...next(id).map(({ to }) => to));
    }
  }
}

function lines(
  edges: readonly Edge[],
  chosen: ReadonlySet<string>,
  lookup: Story['lookup'],
): Picture['edges'] {
  const merged = new Map<string, Picture['edges'][number]>();
  const direct = new Set(edges.map(({ from, to }) => `${from}\0${to}`));
  for (const { from, to, kind, name } of edges.flatMap((edge) => throughGrant(edge, lookup))) {
    if (!chosen.has(from) || !chosen.has(to) || repeats(from, to, direct, lookup)) continue;
    const node = lookup.node(to);
    const literal = kind === 'holds' && node?.kind === 'credential' && node.reference === 'literal';
    merged.set(`${from}\0${to}`, { from, to, kind, label: name, literal });
  }
  return [...merged.values()];
}

/** A workload's line that one of the agents running in it has already. */
function repeats(from: string, to: string, direct: ReadonlySet<string>, lookup: Story['lookup']): boolean {
  return lookup.to(from, 'runs-in').some((run) => direct.has(`${run.from}\0${to}`));
}

function throughGrant(edge: Edge, lookup: Story['lookup']): Edge[] {
  if (edge.kind !== 'has') return [edge];
  return lookup.from(edge.to, 'reaches').map((reach) => ({ ...reach, from: edge.from }));
}
