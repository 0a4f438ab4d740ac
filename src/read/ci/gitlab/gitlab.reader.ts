import picomatch from 'picomatch';
import type { Observation, ReadContext, Reader } from '../../../model/index.ts';
import type { Tree } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import type { Ground } from '../ground.ts';
import { agentObservations, jobObservations } from '../nodes.ts';
import { type Included, includesOf } from './includes.ts';
import { gitlabJob } from './job.ts';
import { mergedJobs } from './merge.ts';
import { groundOfAll } from './origin.ts';

const PATHS = [
  '**/.gitlab-ci.yml',
  '**/.gitlab-ci.yaml',
  '**/*.gitlab-ci.yml',
  '**/.gitlab/ci/**/*.yml',
  '**/.gitlab-ci/**/*.yml',
];
const isRead = picomatch(PATHS, { dot: true });

/** GitLab CI (https://docs.gitlab.com/ci/yaml/): jobs after `extends`, with what they name of variables, tokens and environments. */
export const reader: Reader = {
  id: 'gitlab-ci',
  paths: PATHS,
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const documents = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, documents);
    // A component starts with a `spec` document; the jobs are in the last.
    const root = documents.at(-1)?.tree;
    if (root?.kind !== 'dict') return;
    const { files, gaps } = includesOf(file.path, root, context);
    yield* gaps;
    const own: Included = { path: file.path, source: file.text, tree: root };
    const all = [...files, own];
    const groundIn = groundOfAll(all, context);
    // Files with a name of their own kind are read for themselves; others are known to be pipelines by being included.
    for (const one of [own, ...files.filter(({ path }) => !isRead(path))]) {
      if (one !== own) yield { type: 'file', path: one.path, surface: 'ci' };
      const templates = all.flatMap(({ tree }) => (tree === one.tree ? [] : [tree]));
      yield* jobsIn(one.tree, groundIn(one.path), { root, templates, closed: gaps.length === 0 }, context);
    }
  },
};

function* jobsIn(
  tree: Tree,
  ground: Ground,
  pipeline: { root: Tree; templates: Tree[]; closed: boolean },
  context: ReadContext,
): Generator<Observation> {
  const jobs = mergedJobs(tree, pipeline.templates);
  for (const merged of jobs) {
    if (merged.missing.length > 0 && pipeline.closed)
      yield {
        type: 'gap',
        gap: {
          what: 'pipeline template',
          where: `${ground.path}#${merged.name}`,
          why: `extends ${merged.missing.join(', ')}, which is not in the files read`,
        },
      };
    const job = gitlabJob(ground, pipeline.root, merged, jobs.length);
    yield* jobObservations(job, context);
    yield* agentObservations(job, context);
  }
}
