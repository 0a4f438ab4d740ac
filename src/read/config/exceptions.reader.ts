import type { Observation, ReadContext, Reader, Setting, SourceFile } from '../../model/index.ts';
import { get, items, locate, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';

/** `exceptions` of the project's own configuration: platforms that cannot issue ephemeral identities, and what stands in for it. */
export const reader: Reader = {
  id: 'nhi-audit-exceptions',
  paths: ['**/nhi-audit.yml', '**/nhi-audit.yaml'],
  contains: ['exceptions:'],
  read: (file: SourceFile, _context: ReadContext) => exceptionsOf(file),
};

/** Exceptions of a configuration file, which may also stand outside the scanned tree. */
export function* exceptionsOf(file: SourceFile): Generator<Observation> {
  for (const { tree } of parseYaml(file.text)) {
    for (const exception of items(get(tree, 'exceptions'))) {
      const identity = text(get(exception, 'identity')) ?? '';
      const settings: Record<string, Setting> = {};
      for (const key of ['identity', 'owner', 'until', 'reason']) {
        const value = get(exception, key);
        if (text(value)) settings[key] = { value: text(value)!, location: locate(file.path, value) };
      }
      const controls = items(get(exception, 'controls')).flatMap((item) => text(item) ?? []);
      settings['controls'] = {
        value: controls.join('\n'),
        location: locate(file.path, get(exception, 'controls') ?? exception),
      };
      yield {
        type: 'node',
        node: {
          kind: 'control',
          id: `control:legacy-exception:${file.path}#${identity}`,
          name: identity || 'exception without identity',
          stage: 'issue',
          state: 'present',
          mechanism: 'legacy-exception',
          searched: [file.path],
          settings,
          locations: [locate(file.path, exception)],
          confidence: 'high',
        },
      };
    }
  }
}
