import type { ExpressionUse, JobFacts, Reader, SecretUse, StepFacts, TextAt } from '../../../model/index.ts';
import { entries, get, items, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { type Ground, groundOf } from '../ground.ts';
import { joined, plainJob, plainObservations, type Variables, variablesOf } from '../plain-job.ts';
import { scriptStep, variablesIn } from '../scripts.ts';

/** Azure Pipelines (https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/): stages, jobs and deployments with their steps. */
export const reader: Reader = {
  id: 'azure-pipelines',
  paths: [
    '**/azure-pipelines*.yml',
    '**/azure-pipelines*.yaml',
    '**/*.azure-pipelines.yml',
    '**/.azure-pipelines/**/*.yml',
    '**/.azuredevops/**/*.yml',
    '**/.pipelines/**/*.yml',
    '**/azure-pipelines/**/*.yml',
  ],
  contains: ['steps:', 'jobs:', 'stages:', 'extends:'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const [document] = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, [document]);
    const root = document?.tree;
    if (root?.kind !== 'dict') return;
    const ground = groundOf(file.path, file.text, context);
    const jobs = jobsIn(root);
    for (const job of jobs) yield* plainObservations(jobFacts(ground, root, job, jobs.length), context);
    for (const template of templatesIn(root))
      if (
        !context.open(template.replace(/^\//, '')) &&
        !context.open(`${file.path.slice(0, file.path.lastIndexOf('/') + 1)}${template}`)
      )
        yield {
          type: 'gap',
          gap: {
            what: 'pipeline template',
            where: file.path,
            why: `${template} is not in the files read; its steps are unknown`,
          },
        };
  },
};

interface Found {
  name: string;
  job: Tree;
  stage?: Tree;
  environment?: Tree;
}

/** Jobs of every stage; a pipeline without jobs is one job. */
function jobsIn(root: Tree): Found[] {
  const stages = items(get(root, 'stages'));
  const owners = stages.length > 0 ? stages : [root];
  const found = owners.flatMap((stage): Found[] => {
    const jobs = items(get(stage, 'jobs'));
    return jobs.map((job, i) => ({
      name: text(get(job, 'job')) ?? text(get(job, 'deployment')) ?? `job ${i + 1}`,
      job,
      environment: get(job, 'environment'),
      ...(stage === root ? {} : { stage }),
    }));
  });
  if (found.length > 0) return found;
  return get(root, 'steps') ? [{ name: 'job', job: root }] : [];
}

function stepsIn(job: Tree): Tree[] {
  const strategy = entries(get(job, 'strategy')).flatMap(({ value }) => entries(value));
  const hooks = [
    ...strategy.map(({ value }) => get(value, 'steps')),
    ...strategy.flatMap(({ value }) => entries(value).map((hook) => get(hook.value, 'steps'))),
  ];
  return [get(job, 'steps'), ...hooks].flatMap((tree) => items(tree));
}

/** `variables:` is a mapping, or a list of `name`/`value` pairs and groups. */
function variables(ground: Ground, owner: Tree | undefined, level: 'workflow' | 'job'): Variables {
  const tree = get(owner, 'variables');
  if (tree?.kind !== 'list') return variablesOf(ground, tree, level);
  const pairs = tree.items.flatMap((item) => {
    const name = text(get(item, 'name'));
    const value = get(item, 'value');
    return name && value ? [{ key: name, keySpan: value.span, value }] : [];
  });
  return variablesOf(ground, { kind: 'dict', entries: pairs, span: tree.span, pointer: tree.pointer }, level);
}

function jobFacts(ground: Ground, root: Tree, found: Found, siblings: number): JobFacts {
  const all = joined([
    variables(ground, root, 'workflow'),
    variables(ground, found.stage, 'job'),
    ...(found.job === root ? [] : [variables(ground, found.job, 'job')]),
  ]);
  const environment = text(found.environment) ?? text(get(found.environment, 'name'));
  const pr = entries(root).find(({ key }) => key === 'pr');
  const noPr = text(pr?.value) === 'none';
  return plainJob({
    platform: 'azure',
    workflow: ground.path,
    jobId: found.name,
    location: ground.at(get(found.job, 'job') ?? get(found.job, 'deployment') ?? found.job),
    siblings,
    triggers: [
      { event: 'push', location: ground.at(root) },
      ...(pr && !noPr ? [{ event: 'pull_request', location: ground.at(pr.value) }] : []),
    ],
    ...(environment ? { environment: { name: environment, location: ground.at(found.environment) } } : {}),
    runsOn: [
      text(get(found.job, 'pool')) ??
        text(get(found.job, 'pool', 'name')) ??
        text(get(found.job, 'pool', 'vmImage')) ??
        '',
    ].filter(Boolean),
    env: all.env,
    secrets: all.secrets,
    literals: all.literals,
    steps: stepsIn(found.job).map((step, index) => stepFacts(ground, step, index, all.defined)),
  });
}

const SCRIPTS = ['script', 'bash', 'pwsh', 'powershell'];

function stepFacts(ground: Ground, step: Tree, index: number, defined: Set<string>): StepFacts {
  const key = SCRIPTS.find((name) => get(step, name));
  const task =
    text(get(step, 'task')) ??
    (get(step, 'checkout') ? `checkout: ${text(get(step, 'checkout'))}` : undefined);
  const script = key
    ? get(step, key)
    : (get(step, 'inputs', 'inlineScript') ?? get(step, 'inputs', 'script'));
  const windows =
    key === 'pwsh' ||
    key === 'powershell' ||
    /ps|powershell/i.test(text(get(step, 'inputs', 'scriptType')) ?? '');
  const base = script ? scriptStep(ground, script, index, defined, windows ? 'pwsh' : undefined) : undefined;
  const inputs = get(step, 'inputs') ?? (get(step, 'checkout') ? step : undefined);
  const secrets: SecretUse[] = [
    ...entries(get(step, 'env')).flatMap(({ key: name, value }) =>
      variablesIn(ground, value, { via: 'env', key: name, level: 'step' }, defined),
    ),
    ...entries(inputs).flatMap(({ key: name, value }) =>
      variablesIn(ground, value, { via: 'with', key: name, level: 'step' }, defined),
    ),
  ];
  return {
    ...(base ?? {
      index,
      with: {},
      env: {},
      secrets: [],
      expressions: [],
      commands: [],
      location: ground.at(step),
    }),
    ...(task ? { uses: task, usesLocation: ground.at(get(step, 'task') ?? get(step, 'checkout')) } : {}),
    with: texts(ground, inputs),
    env: texts(ground, get(step, 'env')),
    location: ground.at(step),
    secrets: [...(base?.secrets ?? []), ...secrets],
    expressions: macrosOf(ground, script),
  };
}

/**
 * `$(Name)` and `${{ parameters.name }}` are replaced in a script before the shell reads it
 * (https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax).
 */
const MACRO = /\$\(((?:Build|System)\.[A-Za-z.]+)\)|\$\{\{\s*parameters\.([\w-]+)\s*\}\}/g;

function macrosOf(ground: Ground, script: Tree | undefined): ExpressionUse[] {
  const source = text(script);
  if (source === undefined || script?.kind !== 'scalar') return [];
  return [...source.matchAll(MACRO)].map((match) => {
    const path = match[1] ? `azure.${match[1].toLowerCase()}` : `inputs.${match[2]}`;
    return {
      text: match[0],
      flows: [path],
      binding: { via: 'run', key: 'run', level: 'step' },
      location: ground.inside(script, match.index, match.index + match[0].length),
    };
  });
}

function texts(ground: Ground, tree: Tree | undefined): Record<string, TextAt> {
  return Object.fromEntries(
    entries(tree).flatMap(({ key, value }) => {
      const at = ground.textAt(value, key);
      return at ? [[key, at]] : [];
    }),
  );
}

function templatesIn(tree: Tree, depth = 0): string[] {
  if (depth > 8) return [];
  if (tree.kind === 'list') return tree.items.flatMap((item) => templatesIn(item, depth + 1));
  return entries(tree).flatMap(({ key, value }) => {
    const name = key === 'template' ? text(value) : undefined;
    return [
      ...(name && !name.includes('@') && !name.includes('$') ? [name] : []),
      ...templatesIn(value, depth + 1),
    ];
  });
}
