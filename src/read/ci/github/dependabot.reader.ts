import type { Reader } from '../../../model/index.ts';
import { entries, get, items, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';
import { syntaxGap } from '../gaps.ts';
import { expressionsOf, groundOf } from '../ground.ts';
import { literalIn } from '../literals.ts';
import { jobObservations } from '../nodes.ts';

/** Dependabot's configuration: the registries it logs in to, and whether it runs code of what it updates. */
export const reader: Reader = {
  id: 'dependabot',
  paths: ['**/.github/dependabot.yml', '**/.github/dependabot.yaml'],
  *read(file, context) {
    yield { type: 'file', path: file.path, surface: 'ci' };
    const [document] = parseYaml(file.text);
    yield* syntaxGap('dependabot', file.path, [document]);
    const ground = groundOf(file.path, file.text, context);
    const registries = entries(get(document?.tree, 'registries')).flatMap(({ value }) => entries(value));
    const found = registries.map(({ key, value }) =>
      expressionsOf(ground, value, { via: 'with', key, level: 'job' }),
    );
    const literals = registries.flatMap(({ key, value }) =>
      /password|token|key|secret/i.test(key)
        ? (literalIn(ground, value, { via: 'with', key, level: 'job' }) ?? [])
        : [],
    );
    const updates = items(get(document?.tree, 'updates'));
    const risky = updates.find((update) => text(get(update, 'insecure-external-code-execution')) === 'allow');
    const setting = ground.textAt(get(risky, 'insecure-external-code-execution'));
    yield* jobObservations(
      {
        platform: 'dependabot',
        workflow: file.path,
        jobId: 'updates',
        triggers: [],
        permissions: { source: 'default', scopes: {} },
        runsOn: [],
        env: {},
        steps: [],
        secrets: found.flatMap(({ secrets }) => secrets),
        expressions: found.flatMap(({ expressions }) => expressions),
        ...(literals.length > 0 ? { literals } : {}),
        ...(setting ? { settings: { 'insecure-external-code-execution': setting } } : {}),
        location: ground.at(document?.tree),
        siblings: 1,
      },
      context,
    );
  },
};
