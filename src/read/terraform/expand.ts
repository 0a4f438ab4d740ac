import { entries, get, type Tree } from '../tree/tree.ts';
import { eachValues } from './evaluate.ts';
import type { TfModule, TfResource } from './module.ts';

/** One instance of a resource: what `each.key` and `each.value` stand for in it. */
export interface Instance {
  key?: string;
  value?: Tree;
}

/** Instances of a resource whose `for_each` is written out; one without values where it is not, or where there is none. */
export function instances(resource: TfResource, module: TfModule): Instance[] {
  const each = get(resource.body, 'for_each');
  if (each?.kind === 'dict') return entries(each).map(({ key, value }) => ({ key, value }));
  const found = eachValues(resource, module).flatMap((value): Instance[] =>
    value.kind === 'scalar' && value.value !== null ? [{ key: String(value.value), value }] : [],
  );
  return found.length > 0 ? found : [{}];
}

/** Puts an instance's key and value into text that still names them. */
export function fill(
  text: string | undefined,
  instance: Instance,
  evaluate: (tree: Tree | undefined) => string | undefined,
): string | undefined {
  if (!text?.includes('${each.')) return text;
  return text.replace(/\$\{each\.(key|value)((?:\.\w+)*)\}/g, (whole, kind: string, path: string) => {
    if (kind === 'key') return instance.key ?? whole;
    const at = path.split('.').filter(Boolean);
    return evaluate(get(instance.value, ...at)) ?? whole;
  });
}
