import type { JobFacts, TriggerFacts } from '../../../model/index.ts';
import { entries, get, items, locate, type Tree, text } from '../../tree/tree.ts';
import type { Ground } from '../ground.ts';
import { literalIn } from '../literals.ts';
import { scriptSteps, variablesIn } from '../scripts.ts';
import type { MergedJob } from './merge.ts';

/** Facts of one GitLab job. `ground` is the file the job is written in; anchors keep their own places. */
export function gitlabJob(ground: Ground, root: Tree, job: MergedJob, siblings: number): JobFacts {
  const { tree } = job;
  const workflowVariables = entries(get(root, 'variables'));
  const jobVariables = entries(get(tree, 'variables'));
  const defined = new Set(
    [...workflowVariables, ...jobVariables]
      .filter(({ value }) => !text(scalarOf(value))?.includes('$'))
      .map(({ key }) => key),
  );
  const bound = [
    ...workflowVariables.map(({ key, value }) => ({
      key,
      value: scalarOf(value),
      level: 'workflow' as const,
    })),
    ...jobVariables.map(({ key, value }) => ({ key, value: scalarOf(value), level: 'job' as const })),
  ];
  const scripts = ['before_script', 'script', 'after_script'].map((name) => get(tree, name));
  const environment = get(tree, 'environment');
  const environmentName = text(environment) ?? text(get(environment, 'name'));
  const literals = bound.flatMap(({ key, value, level }) =>
    value ? (literalIn(ground, value, { via: 'env', key, level }) ?? []) : [],
  );
  const idTokens = entries(get(tree, 'id_tokens')).map(({ key, keySpan, value }) => ({
    name: key,
    audience: items(get(value, 'aud'), true).flatMap((item) => text(item) ?? []),
    location: get(value, 'aud') ? ground.at(get(value, 'aud')) : locate(ground.path, keySpan),
  }));
  const settings = {
    forward: ground.textAt(get(tree, 'trigger', 'forward', 'pipeline_variables')),
    dotenv: ground.textAt(items(get(tree, 'artifacts', 'reports', 'dotenv'), true)[0]),
  };
  const kept = Object.fromEntries(
    Object.entries(settings).filter(([, at]) => at !== undefined),
  ) as JobFacts['settings'];
  return {
    platform: 'gitlab',
    workflow: ground.path,
    jobId: job.name,
    triggers: triggersOf(ground, root, tree, job),
    permissions: { source: 'default', scopes: {} },
    ...(environmentName ? { environment: { name: environmentName, location: ground.at(environment) } } : {}),
    runsOn: items(get(tree, 'tags'), true).flatMap((item) => text(item) ?? []),
    env: Object.fromEntries(
      bound.flatMap(({ key, value, level }) => {
        const at = ground.textAt(value, key);
        return at ? [[key, { ...at, level }]] : [];
      }),
    ),
    steps: scriptSteps(ground, scripts, defined),
    secrets: bound.flatMap(({ key, value, level }) =>
      variablesIn(ground, value, { via: 'env', key, level }, defined),
    ),
    expressions: [],
    ...(literals.length > 0 ? { literals } : {}),
    ...(idTokens.length > 0 ? { idTokens } : {}),
    ...(kept && Object.keys(kept).length > 0 ? { settings: kept } : {}),
    location: locate(ground.path, job.keySpan),
    siblings,
  };
}

/** `variables` entries are scalars or `{ value, description }`. */
const scalarOf = (tree: Tree): Tree | undefined => (tree.kind === 'dict' ? get(tree, 'value') : tree);

const EVENTS: [RegExp, string][] = [
  [/merge_request_event|CI_MERGE_REQUEST|^merge_requests$/, 'merge_request'],
  [/CI_COMMIT_TAG|^tags$/, 'tag'],
  [
    /CI_DEFAULT_BRANCH|CI_COMMIT_REF_PROTECTED|CI_COMMIT_BRANCH\s*==\s*["'](?:main|master|production|prod)|^(?:main|master|production)$/,
    'protected',
  ],
  [/"schedule"|'schedule'|^schedules$/, 'schedule'],
  [/"web"|"api"|"trigger"|'web'|^web$/, 'manual'],
  [/CI_COMMIT_BRANCH|"push"|'push'|^(?:branches|pushes)$/, 'push'],
];

/** Events a job's rules let through; without rules every branch pipeline runs it. */
function triggersOf(ground: Ground, root: Tree, tree: Tree, job: MergedJob): TriggerFacts[] {
  const only = get(tree, 'only');
  const conditions = [
    ...items(get(tree, 'rules')).flatMap((rule) =>
      text(get(rule, 'when')) === 'never' ? [] : (get(rule, 'if') ?? []),
    ),
    ...items(only?.kind === 'dict' ? get(only, 'refs') : only, true),
  ];
  const general = items(get(root, 'workflow', 'rules')).flatMap((rule) =>
    text(get(rule, 'when')) === 'never' ? [] : (get(rule, 'if') ?? []),
  );
  const found = (conditions.length > 0 ? conditions : general).flatMap((condition): TriggerFacts[] => {
    const said = text(condition) ?? '';
    const event = EVENTS.find(([pattern]) => pattern.test(said))?.[1];
    return event ? [{ event, location: ground.at(condition) }] : [];
  });
  return found.length > 0 ? found : [{ event: 'push', location: locate(ground.path, job.keySpan) }];
}
