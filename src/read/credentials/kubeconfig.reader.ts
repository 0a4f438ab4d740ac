import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { literal } from './literal.ts';

/** Users of a kubeconfig: token, password or client key. https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export const reader: Reader = {
  id: 'kubeconfig',
  paths: [
    '**/.kube/config',
    '**/kubeconfig',
    '**/*.kubeconfig',
    '**/kubeconfig.y{a,}ml',
    '**/*kubeconfig*.y{a,}ml',
  ],
  contains: ['current-context', 'clusters:'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    for (const { tree } of parseYaml(file.text)) {
      if (text(get(tree, 'kind')) !== 'Config') continue;
      for (const user of items(get(tree, 'users'))) {
        const name = text(get(user, 'name')) ?? 'user';
        for (const { field, at, value } of secretsOf(get(user, 'user'))) {
          const found = literal(
            { name: `${name} ${field}`, value, location: locate(file.path, at), certain: true },
            context,
          );
          if (found) yield* found.observations;
        }
      }
    }
  },
};

function secretsOf(user: Tree | undefined): { field: string; at: Tree; value: string }[] {
  return ['token', 'password', 'client-key-data'].flatMap((field) => {
    const at = get(user, field);
    const written = text(at);
    if (!at || !written) return [];
    const value =
      field === 'client-key-data' ? Buffer.from(written, 'base64').toString('latin1').trim() : written;
    return [{ field, at, value }];
  });
}
