import type { Confidence, Edge, Location, Node } from '../model/index.ts';
import { byText } from '../util/paths.ts';

const CONFIDENCE: Record<Confidence, number> = { high: 2, medium: 1, low: 0 };

/** What says more about a credential wins when two sightings are joined. */
const REFERENCE = [
  'literal',
  'secretRef',
  'file',
  'command',
  'env',
  'input',
  'ambient',
  'indirect',
  'placeholder',
];

const isUnknown = (value: unknown): boolean =>
  value === undefined ||
  value === 'unknown' ||
  (typeof value === 'object' && value !== null && 'class' in value && value.class === 'unknown');

const isPlace = (value: unknown): value is Location =>
  typeof value === 'object' && value !== null && 'path' in value;

/** Files before API and history, then path and position. */
export function byPlace(a: Location, b: Location): number {
  const rank = (place: Location) => (place.commit ? 2 : place.source === 'api' ? 1 : 0);
  return (
    rank(a) - rank(b) ||
    byText(a.path, b.path) ||
    (a.startLine ?? 0) - (b.startLine ?? 0) ||
    (a.startColumn ?? 0) - (b.startColumn ?? 0)
  );
}

/** JSON text with sorted keys: the order that makes merging independent of the order of reading. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => byText(a, b)))
      : inner,
  );
}

/** The same list without repetition, places sorted by place. Two places that differ only in a note are one. */
export function union<T>(lists: readonly (readonly T[] | undefined)[]): T[] {
  const items = lists.length === 1 && lists[0] ? lists[0] : lists.flatMap((list) => list ?? []);
  if (items.length <= 1) return items as T[];
  const seen = new Map<string, T>();
  for (const item of items) {
    const key = isPlace(item)
      ? `${item.path}:${item.startLine}:${item.startColumn}:${item.commit ?? ''}`
      : canonical(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  const all = [...seen.values()];
  return all.every(isPlace) ? ((all as Location[]).sort(byPlace) as T[]) : all;
}

/** Joins sightings of one thing. Lists are united; of single facts the one of the surest sighting stays, and known beats unknown. */
export function mergeNodes(id: string, sightings: Node[]): Node {
  const [only, ...others] = sightings;
  // Most things are seen once, in one place.
  if (only && others.length === 0 && only.id === id && !only.aliases && only.locations.length <= 1)
    return only;
  const order = [...sightings].sort(
    (a, b) =>
      referenceRank(a) - referenceRank(b) ||
      CONFIDENCE[b.confidence] - CONFIDENCE[a.confidence] ||
      byText(canonical(a), canonical(b)),
  );
  const first = order[0]!;
  const merged: Record<string, unknown> = { ...first, id };
  for (const node of order) {
    if (node === first || node.kind !== first.kind) continue;
    for (const key in node) {
      const value: unknown = node[key as keyof Node];
      const have = merged[key];
      if (Array.isArray(have) && Array.isArray(value)) merged[key] = union([have, value]);
      else if (key === 'labels') merged[key] = { ...(value as object), ...(have as object) };
      else if (key === 'settings') merged[key] = { ...(value as object), ...(have as object) };
      else if (isUnknown(have) && value !== undefined) merged[key] = value;
    }
  }
  merged['locations'] = union([merged['locations'] as Location[]]);
  // Seen in a file of today by any sighting: then it is not a matter of history only.
  if (merged['historyOnly'] && (merged['locations'] as Location[]).some(({ source }) => source !== 'history'))
    delete merged['historyOnly'];
  if (order.some((node) => node.id !== id || node.aliases)) {
    const aliases = new Set(order.flatMap((node) => [node.id, ...(node.aliases ?? [])]));
    aliases.delete(id);
    if (aliases.size > 0) merged['aliases'] = [...aliases].sort(byText);
  }
  return merged as unknown as Node;
}

function referenceRank(node: Node): number {
  return node.kind === 'credential' ? REFERENCE.indexOf(node.reference) : 0;
}

/** Joins edges between the same ends that say the same thing. */
export function mergeEdges(edges: Edge[]): Edge[] {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = [edge.from, edge.kind, edge.to, edge.via ?? '', edge.name ?? '', edge.agent ?? ''].join('\0');
    const group = groups.get(key);
    if (group) group.push(edge);
    else groups.set(key, [edge]);
  }
  return [...groups.entries()].sort(([a], [b]) => byText(a, b)).map(([, group]) => mergeGroup(group));
}

function mergeGroup(group: Edge[]): Edge {
  const [only, ...others] = group;
  if (others.length === 0 && only!.locations.length <= 1) return only!;
  const order = [...group].sort(
    (a, b) => CONFIDENCE[b.confidence] - CONFIDENCE[a.confidence] || byText(canonical(a), canonical(b)),
  );
  const labels = Object.assign({}, ...order.map((edge) => edge.labels).reverse());
  return {
    ...order[0]!,
    locations: union(order.map((edge) => edge.locations)),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
}
