import type { Reader } from '../../../model/index.ts';
import { entries, get, items, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { groundOf } from '../ground.ts';
import { literalIn } from '../literals.ts';
import { plainJob, plainObservations } from '../plain-job.ts';
import { scriptSteps } from '../scripts.ts';

const PHASES = [
  'before_install',
  'install',
  'before_script',
  'script',
  'after_success',
  'after_script',
  'before_deploy',
  'after_deploy',
];

/** Travis CI (https://docs.travis-ci.com/user/customizing-the-build/): one job with its phases; `secure:` values are encrypted and stay so. */
export const reader: Reader = {
  id: 'travis',
  paths: ['**/.travis.yml'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const [document] = parseYaml(file.text);
    yield* syntaxGap('pipeline', file.path, [document]);
    const root = document?.tree;
    if (root?.kind !== 'dict') return;
    const ground = groundOf(file.path, file.text, context);
    const deploys =
      get(root, 'deploy')?.kind === 'list'
        ? items(get(root, 'deploy'))
        : [get(root, 'deploy')].flatMap((tree) => tree ?? []);
    const literals = deploys.flatMap((deploy) =>
      entries(deploy).flatMap(({ key, value }) =>
        isSecure(value) ? [] : (literalIn(ground, value, { via: 'with', key, level: 'job' }) ?? []),
      ),
    );
    const lines = [...items(get(root, 'env', 'global'), true), ...items(get(root, 'env'), true)];
    const steps = scriptSteps(
      ground,
      [...PHASES.map((phase) => get(root, phase)), ...lines.filter((line) => line.kind === 'scalar')],
      new Set(),
    );
    yield* plainObservations(
      plainJob({
        platform: 'travis',
        workflow: file.path,
        jobId: text(get(root, 'stage')) ?? 'build',
        location: ground.at(root),
        triggers: [{ event: 'push', location: ground.at(root) }],
        steps,
        ...(literals.length > 0 ? { literals } : {}),
      }),
      context,
    );
  },
};

const isSecure = (tree: Tree) => get(tree, 'secure') !== undefined;
