import type { Binding, LiteralUse, Sealed } from '../../model/index.ts';
import { entries, get, items, scalars, type Tree } from '../tree/tree.ts';
import type { Ground } from './ground.ts';
import { isSecretKey } from './secret-keys.ts';

/** Names by which frameworks and vendors mark what is shipped to browsers. */
const PUBLIC = /(?:^|_)PUBLIC_|_ANON_KEY$|PUBLISHABLE|^VITE_|^REACT_APP_/i;

/** Credentials written out in the environment, inputs and container credentials of a workflow or job. */
export function literalsOf(ground: Ground, owner: Tree | undefined, level: 'workflow' | 'job'): LiteralUse[] {
  const steps = level === 'job' ? items(get(owner, 'steps')) : [];
  const places: [Tree | undefined, Binding['via'], Binding['level']][] = [
    [get(owner, 'env'), 'env', level],
    ...(level === 'job' ? containers(owner) : []),
    ...(level === 'job' ? [[get(owner, 'with'), 'with', 'job'] as [Tree | undefined, 'with', 'job']] : []),
    ...steps.flatMap((step): [Tree | undefined, Binding['via'], Binding['level']][] => [
      [get(step, 'env'), 'env', 'step'],
      [get(step, 'with'), 'with', 'step'],
    ]),
  ];
  return places.flatMap(([tree, via, at]) =>
    entries(tree).flatMap(({ key, value }) => literalIn(ground, value, { via, key, level: at }) ?? []),
  );
}

function containers(job: Tree | undefined): [Tree | undefined, 'container', 'job'][] {
  const trees = [get(job, 'container'), ...entries(get(job, 'services')).map(({ value }) => value)];
  return trees.flatMap((tree): [Tree | undefined, 'container', 'job'][] => [
    [get(tree, 'credentials'), 'container', 'job'],
  ]);
}

/** A scalar that is itself a credential: a token type matches, or a machine-made value stands under a secret's name. */
export function literalIn(ground: Ground, tree: Tree, binding: Binding): LiteralUse | undefined {
  for (const { scalar } of scalars(tree)) {
    const { value } = scalar;
    if (typeof value !== 'string' || value.length < 4 || /\$[({]|^\$\w/.test(value)) continue;
    const sealed = ground.context.seal(value, binding.key);
    const confidence = confidenceOf(sealed, value, binding);
    if (confidence)
      return {
        credential: `cred:${sealed.fingerprint}`,
        sealed,
        binding,
        location: ground.at(scalar),
        confidence,
        ...(PUBLIC.test(binding.key) ? { public: true } : {}),
      };
  }
  return undefined;
}

function confidenceOf(sealed: Sealed, value: string, { via, key }: Binding): 'high' | 'medium' | undefined {
  if (sealed.placeholder) return undefined;
  if (sealed.rule) return 'high';
  if (via === 'container' && key === 'password') return 'high';
  return isSecretKey(key) && sealed.generated && !/^[./~]|:\/\/|\s/.test(value) ? 'medium' : undefined;
}
