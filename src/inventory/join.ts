import type { Observation } from '../model/index.ts';
import { byText } from '../util/paths.ts';

type Same = Extract<Observation, { type: 'same' }>;

/** Ids that say most about the thing come first and become its id: the value itself, the platform's own name, then references. */
const STRENGTH = ['cred:', 'aws:', 'gcp:', 'azure:', 'github:', 'gitlab:', 'k8s:', 'spiffe:', 'vault:'];

const strength = (id: string): number => {
  const found = STRENGTH.findIndex((prefix) => id.startsWith(prefix));
  return found < 0 ? STRENGTH.length : found;
};

/**
 * Which id every id ends up under, after all `same` observations of at least medium confidence.
 * Two different literal values are never one credential: where one name has several values, nothing is joined on that name.
 */
export function joinIds(sames: Same[]): Map<string, string> {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    const up = parent.get(id);
    if (up === undefined || up === id) return id;
    const top = find(up);
    parent.set(id, top);
    return top;
  };
  for (const { a, b } of [...sames]
    .filter((same) => same.confidence !== 'low')
    .sort((x, y) => byText(x.a + x.b, y.a + y.b))) {
    for (const id of [a, b]) if (!parent.has(id)) parent.set(id, id);
    parent.set(find(a), find(b));
  }
  const groups = new Map<string, string[]>();
  for (const id of parent.keys()) {
    const top = find(id);
    groups.set(top, [...(groups.get(top) ?? []), id]);
  }
  const canonical = new Map<string, string>();
  for (const ids of groups.values()) {
    if (ids.filter((id) => id.startsWith('cred:')).length > 1) continue;
    const best = [...ids].sort((x, y) => strength(x) - strength(y) || byText(x, y))[0]!;
    for (const id of ids) canonical.set(id, best);
  }
  return canonical;
}
