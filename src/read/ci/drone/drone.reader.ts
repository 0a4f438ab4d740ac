import type { JobFacts, Reader, SecretUse } from '../../../model/index.ts';
import { entries, get, items, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { classify } from '../classify.ts';
import { syntaxGap } from '../gaps.ts';
import { type Ground, groundOf } from '../ground.ts';
import { plainJob, plainObservations, variablesOf } from '../plain-job.ts';
import { scriptSteps } from '../scripts.ts';

/** Drone and Woodpecker (https://woodpecker-ci.org/docs/usage/workflow-syntax): each step is a container with its own secrets. */
export const reader: Reader = {
  id: 'drone',
  paths: [
    '**/.drone.yml',
    '**/.drone.yaml',
    '**/.woodpecker.yml',
    '**/.woodpecker.yaml',
    '**/.woodpecker/*.yml',
    '**/.woodpecker/*.yaml',
  ],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const ground = groundOf(file.path, file.text, context);
    const documents = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, documents);
    for (const { tree } of documents) {
      const list = get(tree, 'steps');
      const named = entries(list).map(({ key, value }) => ({ name: key, step: value }));
      const steps = [
        ...items(list).map((step, i) => ({ name: text(get(step, 'name')) ?? `step ${i + 1}`, step })),
        ...named,
      ];
      for (const { name, step } of steps)
        yield* plainObservations(jobFacts(ground, tree, name, step, steps.length), context);
    }
  },
};

function jobFacts(
  ground: Ground,
  root: Tree | undefined,
  name: string,
  step: Tree,
  siblings: number,
): JobFacts {
  const variables = variablesOf(ground, get(step, 'environment'), 'job');
  const settings = variablesOf(ground, get(step, 'settings'), 'job');
  const pipeline = text(get(root, 'name'));
  return plainJob({
    platform: 'drone',
    workflow: ground.path,
    jobId: pipeline ? `${pipeline}/${name}` : name,
    location: ground.at(step),
    siblings,
    triggers: [{ event: 'push', location: ground.at(step) }],
    env: variables.env,
    secrets: [...fromSecret(ground, get(step, 'environment')), ...fromSecret(ground, get(step, 'settings'))],
    literals: [...variables.literals, ...settings.literals],
    steps: scriptSteps(ground, [get(step, 'commands')], variables.defined),
  });
}

/** `NAME: { from_secret: name }`. */
function fromSecret(ground: Ground, tree: Tree | undefined): SecretUse[] {
  return entries(tree).flatMap(({ key, value }): SecretUse[] => {
    const name = text(get(value, 'from_secret'));
    if (!name) return [];
    const binding = { via: 'env', key: key.toUpperCase(), level: 'job' } as const;
    const kind = classify(name.toUpperCase(), binding);
    return [
      { name, binding, location: ground.at(get(value, 'from_secret')), ...(kind ? { class: kind } : {}) },
    ];
  });
}
