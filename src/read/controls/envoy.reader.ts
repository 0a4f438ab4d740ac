import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { policyControl } from './policy.ts';

/** Envoy's external authorization: who decides on a request, and what happens when that does not answer. https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/ext_authz_filter */
export const reader: Reader = {
  id: 'envoy-ext-authz',
  paths: ['**/*.yaml', '**/*.yml', '**/*.json'],
  contains: ['ext_authz'],
  *read(file: SourceFile): Generator<Observation> {
    const trees = file.path.endsWith('.json') ? [parseJson(file.text)] : parseYaml(file.text);
    const filters = trees.flatMap(({ tree }) => filtersIn(tree));
    if (filters.length > 0) yield { type: 'file', path: file.path, surface: 'iam' };
    for (const [index, filter] of filters.entries()) {
      const config = get(filter, 'typed_config') ?? get(filter, 'config');
      const open = get(config, 'failure_mode_allow');
      const fails = text(open) === 'true';
      yield* policyControl(
        file.path,
        locate(file.path, fails ? open : get(filter, 'name')),
        'envoy-ext-authz',
        {
          name: index === 0 ? 'ext_authz' : `ext_authz ${index + 1}`,
          ...(fails
            ? {
                state: 'ineffective',
                rule: 'ext-authz-fails-open',
                why: '`failure_mode_allow` is true: while the authorization service does not answer, every request passes',
              }
            : { state: 'present' }),
          context: [],
        },
      );
    }
  },
};

/** Filters of that name anywhere in a bootstrap or a listener. */
function filtersIn(tree: Tree | undefined): Tree[] {
  if (tree?.kind === 'list') return items(tree).flatMap(filtersIn);
  if (tree?.kind !== 'dict') return [];
  const own = /^envoy(?:\.filters\.(?:http|network))?\.ext_authz$/.test(text(get(tree, 'name')) ?? '');
  return [...(own ? [tree] : []), ...entries(tree).flatMap((entry) => filtersIn(entry.value))];
}
