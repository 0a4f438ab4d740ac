import type { TfResource } from '../../terraform/module.ts';
import { entries, get, items, type Tree, text } from '../../tree/tree.ts';

/**
 * A plan leaves out what will be known after apply, such as the ARN of a policy it creates. The configuration part of the same file
 * says what was referred to; this puts the reference in its place.
 */
export function referencesOfPlan(tree: Tree | undefined, resources: TfResource[]): TfResource[] {
  const references = new Map<string, Map<string, string>>();
  const walk = (module: Tree | undefined, prefix: string) => {
    for (const resource of items(get(module, 'resources'))) {
      const found = new Map<string, string>();
      for (const { key, value } of entries(get(resource, 'expressions'))) {
        const first = text(get(value, 'references', 0));
        if (first) found.set(key, first);
      }
      references.set(`${prefix}${text(get(resource, 'address')) ?? ''}`, found);
    }
    for (const { key, value } of entries(get(module, 'module_calls')))
      walk(get(value, 'module'), `${prefix}module.${key}.`);
  };
  walk(get(tree, 'configuration', 'root_module'), '');
  return resources.map((resource) => {
    const missing = references.get(resource.address.replaceAll(/\[[^\]]*\]/g, ''));
    if (!missing || resource.body.kind !== 'dict') return resource;
    const written = new Set(
      resource.body.entries
        .filter(({ value }) => value.kind !== 'scalar' || value.value !== null)
        .map((one) => one.key),
    );
    const added = [...missing]
      .filter(([key]) => !written.has(key))
      .map(([key, value]) => ({
        key,
        keySpan: resource.body.span,
        value: {
          kind: 'scalar' as const,
          value,
          span: resource.body.span,
          pointer: `${resource.body.pointer}/${key}`,
          style: 'plain' as const,
          tag: '!expr',
        },
      }));
    return {
      ...resource,
      body: {
        ...resource.body,
        entries: [...resource.body.entries.filter((one) => written.has(one.key)), ...added],
      },
    };
  });
}
