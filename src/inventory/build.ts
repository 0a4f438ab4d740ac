import type {
  Edge,
  EdgeKind,
  Gap,
  GraphSeed,
  Node,
  NodeKind,
  Observation,
  PolicyFact,
  Surface,
} from '../model/index.ts';
import { shown } from '../util/expressions.ts';
import { byText } from '../util/paths.ts';
import type { Graph } from './graph.ts';
import { joinIds } from './join.ts';
import { canonical, mergeEdges, mergeNodes } from './merge.ts';
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
export async function buildGraph(
  observations: Iterable<Observation>,
  interpret: Interpret,
  now: Date,
): Promise<Graph> {
  const seen = resolveStored([...observations]);
  const policies = seen.flatMap((o) => (o.type === 'policy' ? [o.policy] : []));
  if (policies.length === 0) return join(seen, now.getTime());
  const { nodes, edges } = join(seen, now.getTime());
  const meaning = await interpret(policies, { nodes, edges, now: now.getTime() });
  return join([...seen, ...meaning], now.getTime());
}

function join(seen: Observation[], now: number): Graph {
  const ids = joinIds(seen.filter((o) => o.type === 'same'));
  const nameOf = (id: string) => ids.get(id) ?? id;
  const nodes = joinNodes(seen, nameOf);
  const gaps = seen.flatMap((o) => (o.type === 'gap' ? [o.gap] : []));
  const edges = joinEdges(seen, nameOf, nodes, gaps);
  const sorted = new Map([...nodes].sort(([a], [b]) => byText(a, b)));
  for (const [alias, id] of ids) {
    const node = sorted.get(id);
    if (node && alias !== id && !node.aliases?.includes(alias))
      node.aliases = [...(node.aliases ?? []), alias].sort(byText);
  }
  return {
    nodes: sorted,
    edges,
    out: index(edges, 'from'),
    in: index(edges, 'to'),
    surfaces: surfacesOf(seen),
    gaps: uniqueGaps(gaps),
    now,
  };
}

function joinNodes(seen: Observation[], nameOf: (id: string) => string): Map<string, Node> {
  const groups = new Map<string, Node[]>();
  for (const observation of seen) {
    if (observation.type !== 'node') continue;
    const id = nameOf(observation.node.id);
    const group = groups.get(id);
    if (group) group.push(observation.node);
    else groups.set(id, [observation.node]);
  }
  return new Map(
    [...groups].map(([id, group]) => {
      const node = mergeNodes(id, group);
      node.name = shown(node.name);
      return [id, node];
    }),
  );
}

function joinEdges(
  seen: Observation[],
  nameOf: (id: string) => string,
  nodes: Map<string, Node>,
  gaps: Gap[],
): Edge[] {
  const edges = seen.flatMap((o) => {
    if (o.type !== 'edge') return [];
    const { from, to, agent } = o.edge;
    return [{ ...o.edge, from: nameOf(from), to: nameOf(to), ...(agent ? { agent: nameOf(agent) } : {}) }];
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

function index(edges: readonly Edge[], end: 'from' | 'to'): Map<string, Edge[]> {
  const map = new Map<string, Edge[]>();
  for (const edge of edges) {
    const list = map.get(edge[end]);
    if (list) list.push(edge);
    else map.set(edge[end], [edge]);
  }
  return map;
}

function surfacesOf(seen: Observation[]): Map<string, Set<Surface>> {
  const map = new Map<string, Set<Surface>>();
  for (const o of seen) {
    if (o.type !== 'file') continue;
    const set = map.get(o.path) ?? new Set();
    map.set(o.path, set.add(o.surface));
  }
  return map;
}

function uniqueGaps(gaps: Gap[]): Gap[] {
  const map = new Map(gaps.map((gap) => [canonical(gap), gap]));
  return [...map]
    .sort(([, a], [, b]) => byText(a.where, b.where) || byText(canonical(a), canonical(b)))
    .map(([, gap]) => gap);
}
