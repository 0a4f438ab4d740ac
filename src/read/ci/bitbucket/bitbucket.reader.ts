import type { JobFacts, Reader, StepFacts } from '../../../model/index.ts';
import { bool, entries, get, items, locate, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { type Ground, groundOf } from '../ground.ts';
import { literalIn } from '../literals.ts';
import { plainJob, plainObservations } from '../plain-job.ts';
import { scriptStep, variablesIn } from '../scripts.ts';

/** Bitbucket Pipelines (https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/): each step is a job. */
export const reader: Reader = {
  id: 'bitbucket-pipelines',
  paths: ['**/bitbucket-pipelines.yml'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const [document] = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, [document]);
    const ground = groundOf(file.path, file.text, context);
    const steps = stepsIn(get(document?.tree, 'pipelines'));
    for (const [i, step] of steps.entries())
      yield* plainObservations(jobFacts(ground, step, i, steps.length), context);
  },
};

interface Found {
  step: Tree;
  event: string;
  owner: Tree;
}

/** Steps with the condition that starts them: default, branches, pull-requests, tags, custom. */
function stepsIn(pipelines: Tree | undefined): Found[] {
  return entries(pipelines).flatMap(({ key, value }) => {
    const lists = value.kind === 'list' ? [value] : entries(value).map((entry) => entry.value);
    const event =
      key === 'pull-requests'
        ? 'pull_request'
        : key === 'tags'
          ? 'tag'
          : key === 'custom'
            ? 'manual'
            : key === 'branches'
              ? 'protected'
              : 'push';
    return lists.flatMap((list) => flatSteps(list).map((step) => ({ step, event, owner: list })));
  });
}

function flatSteps(tree: Tree | undefined): Tree[] {
  return items(tree).flatMap((item) => {
    const step = get(item, 'step');
    if (step) return [step];
    const parallel = get(item, 'parallel');
    return flatSteps(
      parallel?.kind === 'dict' ? get(parallel, 'steps') : (parallel ?? get(item, 'stage', 'steps')),
    );
  });
}

function jobFacts(ground: Ground, { step, event, owner }: Found, index: number, siblings: number): JobFacts {
  const deployment = get(step, 'deployment');
  const pipes = items(get(step, 'script')).filter((line) => get(line, 'pipe'));
  const bound = pipes.flatMap((pipe) => entries(get(pipe, 'variables')));
  const none = new Set<string>();
  const steps = items(get(step, 'script')).map((line, i): StepFacts => {
    const pipe = get(line, 'pipe');
    if (!pipe) return scriptStep(ground, line, i, none);
    const variables = entries(get(line, 'variables'));
    return {
      index: i,
      uses: text(pipe),
      usesLocation: ground.at(pipe),
      location: ground.at(line),
      with: Object.fromEntries(
        variables.flatMap(({ key, value }) => {
          const at = ground.textAt(value, key);
          return at ? [[key, at]] : [];
        }),
      ),
      env: {},
      secrets: variables.flatMap(({ key, value }) =>
        variablesIn(ground, value, { via: 'env', key, level: 'step' }, none),
      ),
      expressions: [],
      commands: [],
    };
  });
  const literals = bound.flatMap(
    ({ key, value }) => literalIn(ground, value, { via: 'env', key, level: 'step' }) ?? [],
  );
  return plainJob({
    platform: 'bitbucket',
    workflow: ground.path,
    jobId: text(get(step, 'name')) ?? `step ${index + 1}`,
    location: locate(ground.path, step),
    siblings,
    triggers: [{ event, location: locate(ground.path, owner) }],
    ...(text(deployment)
      ? { environment: { name: text(deployment)!, location: ground.at(deployment) } }
      : {}),
    steps,
    ...(literals.length > 0 ? { literals } : {}),
    ...(bool(get(step, 'oidc'))
      ? {
          idTokens: [
            { name: 'BITBUCKET_STEP_OIDC_TOKEN', audience: [], location: ground.at(get(step, 'oidc')) },
          ],
        }
      : {}),
  });
}
