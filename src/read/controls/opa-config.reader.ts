import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { get, locate } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { policyControl } from './policy.ts';

/** Configuration of an OPA server: where its decisions are logged. https://www.openpolicyagent.org/docs/configuration */
export const reader: Reader = {
  id: 'opa-config',
  paths: ['**/*opa*.yaml', '**/*opa*.yml', '**/opa/config.yaml', '**/opa/config.yml'],
  contains: ['decision_logs:'],
  *read(file: SourceFile): Generator<Observation> {
    for (const { tree } of parseYaml(file.text)) {
      const logs = get(tree, 'decision_logs');
      if (!logs) continue;
      const sink = get(logs, 'console') ?? get(logs, 'service') ?? get(logs, 'plugin');
      yield { type: 'file', path: file.path, surface: 'iam' };
      yield* policyControl(file.path, locate(file.path, logs), 'opa-decision-log', {
        name: 'decision_logs',
        stage: 'log',
        ...(sink
          ? { state: 'present' }
          : {
              state: 'ineffective',
              rule: 'decision-log-without-sink',
              why: 'no console, service or plugin receives the decisions',
            }),
        context: [],
      });
    }
  },
};
