import type { Reader } from '../../../model/index.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { groundOf } from '../ground.ts';
import { agentObservations, jobObservations } from '../nodes.ts';
import { identityObservations } from './identity.ts';
import { jobsOf } from './job.ts';

/** GitHub Actions workflows: jobs, their triggers, permissions, secrets and identities, and the agents among their steps. */
export const reader: Reader = {
  id: 'github-workflow',
  paths: ['**/.github/workflows/*.yml', '**/.github/workflows/*.yaml'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const documents = parseYaml(file.text);
    const [document] = documents;
    yield* syntaxGap('workflow', file.path, documents);
    if (!document?.tree) return;
    const ground = groundOf(file.path, file.text, context);
    for (const job of jobsOf(ground, document.tree)) {
      yield* jobObservations(job, context);
      yield* agentObservations(job, context);
      yield* identityObservations(job, context);
    }
  },
};
