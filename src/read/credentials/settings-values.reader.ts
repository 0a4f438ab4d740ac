import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { locate, scalars } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { literal } from './literal.ts';

/** Values of a Helm chart: what ends up in the manifests of a release. https://helm.sh/docs/chart_template_guide/values_files/ */
export const reader: Reader = {
  id: 'helm-values',
  paths: ['**/values.yaml', '**/values.yml', '**/values-*.yaml', '**/values.*.yaml'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const folder = folderOf(file.path);
    const beside = folder === '.' ? '' : `${folder}/`;
    if (!context.open(`${beside}Chart.yaml`) && !/(?:^|\/)(?:helm|charts?)\//.test(file.path)) return;
    yield { type: 'file', path: file.path, surface: 'deployment' };
    for (const { tree } of parseYaml(file.text)) {
      for (const { keys, scalar } of scalars(tree)) {
        if (typeof scalar.value !== 'string') continue;
        const name = keys.filter((key) => !/^\d+$/.test(key)).at(-1) ?? '';
        const found = literal({ name, value: scalar.value, location: locate(file.path, scalar) }, context);
        if (found) yield* found.observations;
      }
    }
  },
};
