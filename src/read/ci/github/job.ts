import type { JobFacts, PermissionFacts, StepFacts } from '../../../model/index.ts';
import { entries, get, items, num, type Tree, text } from '../../tree/tree.ts';
import { expressionsOf, type Found, type Ground } from '../ground.ts';
import { literalsOf } from '../literals.ts';
import { stepsInside } from './composite.ts';
import { matrixIsDynamic, permissionsOf, runnersOf, triggersOf } from './settings.ts';
import { stepFacts, textsOf } from './steps.ts';

/** Facts of every job of a workflow (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax). */
export function jobsOf(ground: Ground, workflow: Tree): JobFacts[] {
  const jobs = entries(get(workflow, 'jobs')).filter(({ value }) => value.kind === 'dict');
  const triggers = triggersOf(ground.path, workflow);
  const general = permissionsOf(ground.path, workflow, 'workflow');
  const shared = boundEnv(ground, get(workflow, 'env'), 'workflow');
  return jobs.map(({ key, keySpan, value: job }) => {
    const permissions: PermissionFacts = permissionsOf(ground.path, job, 'job') ??
      general ?? { source: 'default', scopes: {} };
    const own = boundEnv(ground, get(job, 'env'), 'job');
    const other = jobExpressions(ground, job);
    const steps = stepsOf(ground, workflow, job);
    const literals = [...literalsOf(ground, workflow, 'workflow'), ...literalsOf(ground, job, 'job')];
    const condition = get(job, 'if');
    const uses = text(get(job, 'uses'));
    const environment = get(job, 'environment');
    const environmentName = text(environment) ?? text(get(environment, 'name'));
    const inherit = get(job, 'secrets');
    const needs = items(get(job, 'needs'), true).flatMap((item) => text(item) ?? []);
    const timeout = num(get(job, 'timeout-minutes'));
    const name = text(get(workflow, 'name'));
    const images = containers(ground, job);
    return {
      platform: 'github',
      workflow: ground.path,
      ...(name ? { workflowName: name } : {}),
      jobId: key,
      triggers,
      permissions,
      ...(environmentName
        ? { environment: { name: environmentName, location: ground.at(environment) } }
        : {}),
      runsOn: runnersOf(job),
      ...(get(job, 'runs-on') ? { runsOnLocation: ground.at(get(job, 'runs-on')) } : {}),
      ...(condition ? { if: { text: text(condition) ?? '', location: ground.at(condition) } } : {}),
      ...(needs.length > 0 ? { needs } : {}),
      ...(uses
        ? { uses, usesLocation: ground.at(get(job, 'uses')), with: textsOf(ground, get(job, 'with')) }
        : {}),
      ...(text(inherit) === 'inherit' ? { secretsInherit: ground.at(inherit) } : {}),
      ...(images.length > 0 ? { container: images } : {}),
      env: { ...texts(ground, workflow, 'workflow'), ...texts(ground, job, 'job') },
      steps,
      secrets: [...shared.secrets, ...own.secrets, ...other.secrets],
      expressions: [...shared.expressions, ...own.expressions, ...other.expressions],
      ...(literals.length > 0 ? { literals } : {}),
      ...(timeout !== undefined ? { timeoutMinutes: timeout } : {}),
      ...(matrixIsDynamic(job) ? { dynamicMatrix: true } : {}),
      location: ground.at({ ...job, span: keySpan }),
      siblings: jobs.length,
    };
  });
}

/** Steps in order; those of a local composite action follow the step that calls it. */
function stepsOf(ground: Ground, workflow: Tree, job: Tree): StepFacts[] {
  const shell =
    text(get(job, 'defaults', 'run', 'shell')) ??
    text(get(workflow, 'defaults', 'run', 'shell')) ??
    (runnersOf(job).some((label) => /^windows/i.test(label)) ? 'pwsh' : undefined);
  return items(get(job, 'steps')).flatMap((tree, index) => {
    const step = stepFacts(ground, tree, index, shell);
    return [step, ...stepsInside(step, ground.context)];
  });
}

function boundEnv(ground: Ground, env: Tree | undefined, level: 'workflow' | 'job'): Found {
  return together(
    entries(env).map(({ key, value }) => expressionsOf(ground, value, { via: 'env', key, level })),
  );
}

function texts(ground: Ground, owner: Tree, level: 'workflow' | 'job') {
  const env = textsOf(ground, get(owner, 'env'));
  return Object.fromEntries(Object.entries(env).map(([key, at]) => [key, { ...at, level }]));
}

/** Expressions of the job itself: its condition, what it hands to a called workflow, its containers. */
function jobExpressions(ground: Ground, job: Tree): Found {
  const bind = (tree: Tree | undefined, via: 'with' | 'secrets' | 'container') =>
    entries(tree).map(({ key, value }) => expressionsOf(ground, value, { via, key, level: 'job' }));
  const services = entries(get(job, 'services')).map(({ value }) => value);
  return together([
    expressionsOf(ground, get(job, 'if'), { via: 'if', key: 'if', level: 'job' }),
    ...bind(get(job, 'with'), 'with'),
    ...bind(get(job, 'secrets'), 'secrets'),
    ...[get(job, 'container'), ...services].flatMap((tree) => [
      ...bind(get(tree, 'credentials'), 'container'),
      ...bind(get(tree, 'env'), 'container'),
    ]),
  ]);
}

function together(found: Found[]): Found {
  return {
    secrets: found.flatMap(({ secrets }) => secrets),
    expressions: found.flatMap(({ expressions }) => expressions),
  };
}

function containers(ground: Ground, job: Tree): { image: string; location: ReturnType<Ground['at']> }[] {
  const trees = [get(job, 'container'), ...entries(get(job, 'services')).map(({ value }) => value)];
  return trees.flatMap((tree) => {
    const image = tree?.kind === 'scalar' ? tree : get(tree, 'image');
    const name = text(image);
    return name ? [{ image: name, location: ground.at(image) }] : [];
  });
}
