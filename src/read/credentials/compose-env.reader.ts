import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { entries, get, items, locate, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { holds, literal } from './literal.ts';

/** Environment and build arguments of every service of a compose file. https://docs.docker.com/reference/compose-file/services/ */
export const reader: Reader = {
  id: 'compose-environment',
  paths: ['**/docker-compose*.yml', '**/docker-compose*.yaml', '**/compose*.yml', '**/compose*.yaml'],
  contains: ['services:'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const tree = parseYaml(file.text)[0]?.tree;
    yield { type: 'file', path: file.path, surface: 'deployment' };
    for (const { key, keySpan, value: service } of entries(get(tree, 'services'))) {
      const id = `compose:${file.path}#${key}`;
      const settings = [...pairs(get(service, 'environment')), ...pairs(get(service, 'build', 'args'))];
      const found = settings.flatMap(({ name, value, at }) => {
        const location = locate(file.path, at);
        const one = literal({ name, value, location }, context);
        return one ? [...one.observations, holds(id, one.id, 'env', name, location)] : [];
      });
      if (found.length === 0) continue;
      yield {
        type: 'node',
        node: {
          kind: 'workload',
          id,
          name: key,
          platform: 'compose',
          locations: [locate(file.path, keySpan)],
          confidence: 'high',
        },
      };
      yield* found;
    }
  },
};

/** `NAME: value`, or a list of `NAME=value`. */
function pairs(tree: Tree | undefined): { name: string; value: string; at: Tree }[] {
  return [
    ...entries(tree).map(({ key, value }) => ({ name: key, value: text(value) ?? '', at: value })),
    ...items(tree).flatMap((item) => {
      const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(text(item) ?? '') ?? [];
      return name ? [{ name, value: value ?? '', at: item }] : [];
    }),
  ];
}
