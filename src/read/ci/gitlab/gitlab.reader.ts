import type { Observation, ReadContext, Reader } from '../../../model/index.ts';
import { entries, get, items, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { groundOf } from '../ground.ts';
import { agentObservations, jobObservations } from '../nodes.ts';
import { gitlabJob } from './job.ts';
import { mergedJobs } from './merge.ts';

/** GitLab CI (https://docs.gitlab.com/ci/yaml/): jobs after `extends`, with what they name of variables, tokens and environments. */
export const reader: Reader = {
  id: 'gitlab-ci',
  paths: [
    '**/.gitlab-ci.yml',
    '**/.gitlab-ci.yaml',
    '**/*.gitlab-ci.yml',
    '**/.gitlab/ci/**/*.yml',
    '**/.gitlab-ci/**/*.yml',
  ],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const documents = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, documents);
    // A component starts with a `spec` document; the jobs are in the last.
    const root = documents.at(-1)?.tree;
    if (root?.kind !== 'dict') return;
    const included = includes(file.path, root, context);
    yield* included.gaps;
    const ground = groundOf(file.path, file.text, context);
    const jobs = mergedJobs(root, included.trees);
    for (const merged of jobs) {
      if (merged.missing.length > 0 && included.gaps.length === 0)
        yield {
          type: 'gap',
          gap: {
            what: 'pipeline template',
            where: `${file.path}#${merged.name}`,
            why: `extends ${merged.missing.join(', ')}, which is not in the files read`,
          },
        };
      const job = gitlabJob(ground, root, merged, jobs.length);
      yield* jobObservations(job, context);
      yield* agentObservations(job, context);
    }
  },
};

/** Files included from the same repository, and gaps for those that are not in it. */
function includes(path: string, root: Tree, context: ReadContext): { trees: Tree[]; gaps: Observation[] } {
  const trees: Tree[] = [];
  const gaps: Observation[] = [];
  const list = get(root, 'include');
  const all = list?.kind === 'dict' ? [list] : items(list, true);
  for (const item of all) {
    const local = text(get(item, 'local')) ?? text(item);
    const foreign = entries(item).find(({ key }) =>
      ['remote', 'project', 'template', 'component'].includes(key),
    );
    if (foreign || !local || /^https?:/.test(local)) {
      const what = foreign ? `${foreign.key} ${text(foreign.value) ?? ''}` : (local ?? '');
      gaps.push({
        type: 'gap',
        gap: {
          what: 'included pipeline',
          where: path,
          why: `${what.trim()} is outside the scan; its jobs and variables are unknown`,
        },
      });
      continue;
    }
    const wanted = local.replace(/^\.?\//, '');
    const files = wanted.includes('*') ? [] : [wanted];
    for (const name of files) {
      const opened = context.open(name);
      const tree = opened && parseYaml(opened.text).at(-1)?.tree;
      if (tree) trees.push(tree);
    }
  }
  return { trees, gaps };
}
