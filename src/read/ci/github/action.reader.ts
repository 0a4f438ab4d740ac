import type { JobFacts, Reader } from '../../../model/index.ts';
import { get, items, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { groundOf } from '../ground.ts';
import { jobObservations } from '../nodes.ts';
import { stepFacts } from './steps.ts';

/**
 * Composite actions (https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax). Their steps run inside the jobs
 * that call them, so the action itself is a workload without triggers or permissions of its own.
 */
export const reader: Reader = {
  id: 'github-composite-action',
  paths: ['**/action.yml', '**/action.yaml'],
  contains: ['composite'],
  *read(file, context) {
    const [document] = parseYaml(file.text);
    const runs = get(document?.tree, 'runs');
    if (text(get(runs, 'using')) !== 'composite') return;
    yield { type: 'file', path: file.path, surface: 'ci' };
    yield* syntaxGap('composite action', file.path, [document]);
    const ground = groundOf(file.path, file.text, context);
    const name = text(get(document?.tree, 'name'));
    const job: JobFacts = {
      platform: 'github-action',
      workflow: file.path,
      ...(name ? { workflowName: name } : {}),
      jobId: 'runs',
      triggers: [],
      permissions: { source: 'default', scopes: {} },
      runsOn: [],
      env: {},
      steps: items(get(runs, 'steps')).map((step, index) => stepFacts(ground, step, index)),
      secrets: [],
      expressions: [],
      location: ground.at(runs),
      siblings: 1,
    };
    yield* jobObservations(job, context);
  },
};
