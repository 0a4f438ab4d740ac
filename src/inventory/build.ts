import type {
  Edge,
  EdgeKind,
  Gap,
  GraphSeed,
  Node,
  NodeKind,
  Observation,
  PolicyFact,
} from '../model/index.ts';
import { shown } from '../util/expressions.ts';
import { groupBy } from '../util/group.ts';
import { byText } from '../util/paths.ts';
import type { Graph } from './graph.ts';
import { joinIds } from './join.ts';
import { canonical, mergeEdges, mergeNodes } from './merge.ts';
import type { Sightings } from './sightings.ts';
import { resolveStored } from './stored-secrets.ts';

/** Says what policies mean: grants, who can become whom. Given by `iam`. */
export type Interpret = (policies: PolicyFact[], seed: GraphSeed) => Promise<Iterable<Observation>>;

/** Kind of the node an edge leads to, for ends that no reader described. */
const TARGET: Record<EdgeKind, NodeKind> = {
  calls: 'tool',
  'runs-in': 'workload',
  'acts-as': 'identity',
  holds: 'credential',
  proves: 'identity',
  'stored-in': 'store',
  has: 'grant',
  reaches: 'resource',
  'can-become': 'identity',
  'delegates-to': 'agent',
  'governed-by': 'control',
  'shares-context': 'agent',
};

/**
 * Builds the one graph from everything that was seen. Same observations in any order give the same graph.
 * Policies are interpreted once, with the joined nodes and edges they speak of at hand; what they mean is joined in turn.
 */
export async function buildGraph(seen: Sightings, interpret: Interpret, now: Date): Promise<Graph> {
  resolveStored(seen);
  const graph = join(seen, now.getTime());
  const policies = seen.takePolicies();
  if (policies.length === 0) return graph;
  const { nodes, edges } = graph;
  const before = { nodes: seen.nodes.length, sames: seen.sames.length };
  seen.add(await interpret(policies, { nodes, edges, now: now.getTime() }));
  // What the meaning says nothing of was merged already.
  const news = new Set(seen.nodes.slice(before.nodes).map((node) => node.id));
  return join(seen, now.getTime(), seen.sames.length > before.sames ? undefined : { nodes, news });
}

/** Nodes that were merged before, and the ids under which something was seen since. */
interface Merged {
  nodes: ReadonlyMap<string, Node>;
  news: ReadonlySet<string>;
}

function join(seen: Sightings, now: number, merged?: Merged): Graph {
  const ids = joinIds(seen.sames);
  const nameOf = (id: string) => ids.get(id) ?? id;
  const nodes = joinNodes(seen.nodes, nameOf, merged);
  const gaps = [...seen.gaps];
  const edges = joinEdges(seen.edges, nameOf, nodes, gaps);
  const sorted = new Map([...nodes].sort(([a], [b]) => byText(a, b)));
  for (const [alias, id] of ids) {
    const node = sorted.get(id);
    if (node && alias !== id && !node.aliases?.includes(alias))
      sorted.set(id, { ...node, aliases: [...(node.aliases ?? []), alias].sort(byText) });
  }
  return {
    nodes: sorted,
    edges,
    out: groupBy(edges, (edge) => edge.from),
    in: groupBy(edges, (edge) => edge.to),
    surfaces: seen.surfaces,
    gaps: uniqueGaps(gaps),
    now,
  };
}

function joinNodes(
  seen: readonly Node[],
  nameOf: (id: string) => string,
  merged?: Merged,
): Map<string, Node> {
  const groups = groupBy(seen, (node) => nameOf(node.id));
  const news = new Set([...(merged?.news ?? [])].map(nameOf));
  const nodes = new Map<string, Node>();
  for (const [id, group] of groups) {
    const known = news.has(id) ? undefined : merged?.nodes.get(id);
    nodes.set(id, known ?? named(mergeNodes(id, group)));
  }
  return nodes;
}

/** The node under the name that people read. */
function named(node: Node): Node {
  const name = shown(node.name);
  return name === node.name ? node : { ...node, name };
}

function joinEdges(
  seen: readonly Edge[],
  nameOf: (id: string) => string,
  nodes: Map<string, Node>,
  gaps: Gap[],
): Edge[] {
  const edges = seen.map((edge) => {
    const [from, to, agent] = [nameOf(edge.from), nameOf(edge.to), edge.agent && nameOf(edge.agent)];
    if (from === edge.from && to === edge.to && agent === edge.agent) return edge;
    return { ...edge, from, to, ...(agent ? { agent } : {}) };
  });
  const kept = edges.filter((edge) => {
    if (nodes.has(edge.from)) return edge.from !== edge.to;
    gaps.push({
      what: 'graph',
      where: edge.from,
      why: `is the start of \`${edge.kind}\` but was described by no reader`,
    });
    return false;
  });
  for (const edge of kept) if (!nodes.has(edge.to)) nodes.set(edge.to, bareNode(edge));
  return mergeEdges(kept);
}

/** A thing that is only pointed at: it exists, and nothing else is known of it. */
function bareNode(edge: Edge): Node {
  const base = {
    id: edge.to,
    name: edge.to.slice(edge.to.indexOf(':') + 1),
    locations: edge.locations,
    confidence: edge.confidence,
  };
  const kind = TARGET[edge.kind];
  switch (kind) {
    case 'credential':
      return {
        ...base,
        kind,
        reference: edge.to.startsWith('env:') ? 'env' : 'indirect',
        lifetime: { class: 'unknown', how: 'not seen' },
      };
    case 'identity':
      return { ...base, kind, platform: edge.to.split(':')[0]!, type: 'unknown', human: 'unknown' };
    case 'tool':
      return { ...base, kind, toolKind: 'function' };
    case 'agent':
      return {
        ...base,
        kind,
        client: 'unknown',
        surface: 'platform',
        autonomy: { level: 'unknown', how: 'not seen', locations: [], confidence: 'low' },
      };
    case 'control':
      return { ...base, kind, stage: 'evaluate', state: 'unknown', mechanism: 'unknown', searched: [] };
    case 'grant':
      return { ...base, kind, platform: 'unknown', effect: 'allow', actions: [], resources: [] };
    case 'workload':
    case 'store':
      return { ...base, kind, platform: 'unknown' };
    case 'resource':
      return { ...base, kind, platform: 'unknown', type: 'unknown' };
  }
}

function uniqueGaps(gaps: Gap[]): Gap[] {
  const map = new Map(gaps.map((gap) => [canonical(gap), gap]));
  return [...map]
    .sort(([, a], [, b]) => byText(a.where, b.where) || byText(canonical(a), canonical(b)))
    .map(([, gap]) => gap);
}
