import type { JobFacts, Reader, TriggerFacts } from '../../../model/index.ts';
import { entries, get, items, locate, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { type Ground, groundOf } from '../ground.ts';
import { joined, plainJob, plainObservations, variablesOf } from '../plain-job.ts';
import { scriptStep } from '../scripts.ts';

/** CircleCI (https://circleci.com/docs/configuration-reference/): jobs as workflows use them, with contexts, filters and approvals. */
export const reader: Reader = {
  id: 'circleci',
  paths: ['**/.circleci/*.yml', '**/.circleci/*.yaml'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const [document] = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, [document]);
    const root = document?.tree;
    if (root?.kind !== 'dict') return;
    for (const { key, value } of entries(get(root, 'orbs')))
      if (value.kind === 'scalar')
        yield {
          type: 'gap',
          gap: {
            what: 'orb',
            where: `${file.path}#${key}`,
            why: `${text(value)} is outside the scan; its commands and variables are unknown`,
          },
        };
    const ground = groundOf(file.path, file.text, context);
    const jobs = entries(get(root, 'jobs'));
    for (const { key, keySpan, value } of jobs) {
      const use = usesOf(root, key);
      yield* plainObservations(
        jobFacts(ground, root, { key, value, location: locate(file.path, keySpan) }, use, jobs.length),
        context,
      );
    }
  },
};

/** How workflows use a job: contexts, filters, whether somebody approves first. */
interface Use {
  contexts: Tree[];
  filtered: boolean;
  approved: boolean;
  at: Tree[];
}

interface Row {
  item: Tree;
  name: string | undefined;
  options: Tree | undefined;
}

function usesOf(root: Tree, job: string): Use {
  const use: Use = { contexts: [], filtered: false, approved: false, at: [] };
  for (const { value: workflow } of entries(get(root, 'workflows'))) {
    const rows = items(get(workflow, 'jobs')).map((item): Row => {
      const [entry] = entries(item);
      return { item, name: text(item) ?? entry?.key, options: entry?.value };
    });
    for (const row of rows.filter(({ name }) => name === job)) {
      const before = required(rows, row, new Set());
      use.at.push(row.item);
      use.contexts.push(...items(get(row.options, 'context'), true));
      if (before.some(({ options }) => get(options, 'filters'))) use.filtered = true;
      if (before.some(({ options }) => text(get(options, 'type')) === 'approval')) use.approved = true;
    }
  }
  return use;
}

/** A job and everything it waits for: a filter or approval before it holds for it too. */
function required(rows: Row[], row: Row, seen: Set<Row>): Row[] {
  if (seen.has(row)) return [];
  seen.add(row);
  const names = items(get(row.options, 'requires'), true).flatMap((need) => text(need) ?? []);
  const before = rows.filter(({ name, options }) => names.includes(text(get(options, 'name')) ?? name ?? ''));
  return [row, ...before.flatMap((other) => required(rows, other, seen))];
}

function jobFacts(
  ground: Ground,
  root: Tree,
  job: { key: string; value: Tree; location: JobFacts['location'] },
  use: Use,
  siblings: number,
): JobFacts {
  const variables = joined([variablesOf(ground, get(job.value, 'environment'), 'job')]);
  const steps = items(get(job.value, 'steps')).flatMap((step) => commandsIn(root, step, 0));
  const context = use.contexts[0];
  const keys = items(get(job.value, 'steps')).find((step) => text(step) === 'add_ssh_keys');
  const triggers: TriggerFacts[] = use.filtered
    ? [{ event: 'protected', location: job.location }]
    : [{ event: 'push', location: job.location }];
  const settings: JobFacts['settings'] = {
    ...(context
      ? {
          context: {
            value: use.contexts.flatMap((item) => text(item) ?? []).join(', '),
            location: ground.at(context),
          },
        }
      : {}),
    ...(use.approved ? { approval: { value: 'true', location: ground.at(use.at[0]) } } : {}),
    ...(keys ? { add_ssh_keys: { value: 'all', location: ground.at(keys) } } : {}),
  };
  return plainJob({
    platform: 'circleci',
    workflow: ground.path,
    jobId: job.key,
    location: job.location,
    siblings,
    triggers,
    env: variables.env,
    secrets: variables.secrets,
    literals: variables.literals,
    settings,
    steps: steps.map((line, index) => scriptStep(ground, line, index, variables.defined)),
    ...(usesOidc(root, job.value)
      ? { idTokens: [{ name: 'CIRCLE_OIDC_TOKEN_V2', audience: [], location: job.location }] }
      : {}),
  });
}

/** Scripts of a step, those of the file's own commands included. */
function commandsIn(root: Tree, step: Tree, depth: number): Tree[] {
  const run = get(step, 'run');
  if (run) return [run.kind === 'scalar' ? run : get(run, 'command')].flatMap((tree) => tree ?? []);
  const name = text(step) ?? entries(step)[0]?.key;
  const command = name && depth < 4 ? get(root, 'commands', name) : undefined;
  if (command) return items(get(command, 'steps')).flatMap((inner) => commandsIn(root, inner, depth + 1));
  const nested = get(step, 'when', 'steps') ?? get(step, 'unless', 'steps');
  return items(nested).flatMap((inner) => commandsIn(root, inner, depth + 1));
}

/** The job asks for a role, or reads the OIDC token of the run. */
function usesOidc(root: Tree, job: Tree): boolean {
  const asText = JSON.stringify(items(get(job, 'steps')), (key, value) =>
    key === 'span' || key === 'pointer' ? undefined : value,
  );
  return /role[-_]arn|CIRCLE_OIDC_TOKEN/.test(asText) || get(root, 'orbs', 'gcp-oidc') !== undefined;
}
