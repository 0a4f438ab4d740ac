import type { JobFacts, Reader } from '../../../model/index.ts';
import { entries, get, items, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { type Ground, groundOf } from '../ground.ts';
import { joined, plainJob, plainObservations, variablesOf } from '../plain-job.ts';
import { scriptSteps } from '../scripts.ts';

/** Buildkite (https://buildkite.com/docs/pipelines/configure/step-types/command-step): command steps with environment and plugins. */
export const reader: Reader = {
  id: 'buildkite',
  paths: ['**/.buildkite/**/*.yml', '**/.buildkite/**/*.yaml'],
  contains: ['steps:'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const [document] = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, [document]);
    const root = document?.tree;
    const ground = groundOf(file.path, file.text, context);
    const steps = commandSteps(get(root, 'steps'));
    for (const [i, step] of steps.entries())
      yield* plainObservations(jobFacts(ground, root, step, i, steps.length), context);
  },
};

function commandSteps(list: Tree | undefined): Tree[] {
  return items(list).flatMap((step) =>
    get(step, 'group') !== undefined
      ? commandSteps(get(step, 'steps'))
      : get(step, 'command') || get(step, 'commands')
        ? [step]
        : [],
  );
}

function jobFacts(
  ground: Ground,
  root: Tree | undefined,
  step: Tree,
  index: number,
  siblings: number,
): JobFacts {
  const variables = joined([
    variablesOf(ground, get(root, 'env'), 'workflow'),
    variablesOf(ground, get(step, 'env'), 'job'),
  ]);
  const plugins = items(get(step, 'plugins')).flatMap(
    (plugin) => text(plugin) ?? entries(plugin).map(({ key }) => key),
  );
  const federated = plugins.some((name) => /assume-role-with-web-identity|oidc|workload-identity/.test(name));
  return plainJob({
    platform: 'buildkite',
    workflow: ground.path,
    jobId: text(get(step, 'key')) ?? text(get(step, 'label')) ?? `step ${index + 1}`,
    location: ground.at(step),
    siblings,
    triggers: [{ event: 'push', location: ground.at(step) }],
    runsOn: entries(get(step, 'agents')).map(({ key, value }) => `${key}=${text(value) ?? ''}`),
    env: variables.env,
    secrets: variables.secrets,
    literals: variables.literals,
    steps: scriptSteps(ground, [get(step, 'command') ?? get(step, 'commands')], variables.defined),
    ...(federated
      ? {
          idTokens: [
            { name: 'buildkite-agent oidc', audience: [], location: ground.at(get(step, 'plugins')) },
          ],
        }
      : {}),
  });
}
