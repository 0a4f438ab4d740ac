import type { DictTree, Tree } from '../../tree/tree.ts';
import { entries, get, items, text } from '../../tree/tree.ts';

/** Top-level keys that are no jobs (https://docs.gitlab.com/ci/yaml/). */
const RESERVED = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'before_script',
  'after_script',
  'cache',
  'spec',
  'types',
]);
const DEEPEST = 11;

/** A job after `extends` and `default` are applied. */
export interface MergedJob {
  name: string;
  tree: DictTree;
  /** Where the job itself is written. */
  own: DictTree;
  keySpan: DictTree['entries'][number]['keySpan'];
  /** Templates it extends that are not in the files read. */
  missing: string[];
}

/** Jobs of a pipeline file; templates (names with a dot) are merged into the jobs that extend them. */
export function mergedJobs(root: Tree, templates: Tree[]): MergedJob[] {
  const known = new Map<string, DictTree>();
  for (const tree of [...templates, root])
    for (const { key, value } of entries(tree)) if (value.kind === 'dict') known.set(key, value);
  const defaults = ['before_script', 'after_script', 'image', 'id_tokens'].flatMap((key) => {
    const value = get(root, 'default', key) ?? get(root, key);
    return value ? [{ key, keySpan: value.span, value }] : [];
  });
  return entries(root).flatMap(({ key, keySpan, value }): MergedJob[] => {
    if (RESERVED.has(key) || key.startsWith('.') || value.kind !== 'dict') return [];
    if (
      !value.entries.some((entry) =>
        ['script', 'extends', 'trigger', 'run', 'stage', 'rules'].includes(entry.key),
      )
    )
      return [];
    const missing: string[] = [];
    const tree = merge({ ...value, entries: defaults }, extended(value, known, missing, 0));
    return [{ name: key, tree, own: value, keySpan, missing }];
  });
}

function extended(job: DictTree, known: Map<string, DictTree>, missing: string[], depth: number): DictTree {
  const parents = items(get(job, 'extends'), true).flatMap((item) => text(item) ?? []);
  let result: DictTree = { ...job, entries: [] };
  for (const name of depth < DEEPEST ? parents : []) {
    const parent = known.get(name);
    if (parent) result = merge(result, extended(parent, known, missing, depth + 1));
    else missing.push(name);
  }
  return merge(result, job);
}

/** Later keys win; dictionaries merge, lists do not. */
function merge(base: DictTree, over: DictTree): DictTree {
  const merged = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const before = merged.get(entry.key)?.value;
    const both = before?.kind === 'dict' && entry.value.kind === 'dict';
    merged.set(entry.key, both ? { ...entry, value: merge(before, entry.value as DictTree) } : entry);
  }
  return { ...over, entries: [...merged.values()] };
}
