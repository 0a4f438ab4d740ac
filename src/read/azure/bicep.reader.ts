import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { lineIndex } from '../../util/position.ts';
import { beside, deployments, resourcesOf } from '../bicep/deploy.ts';
import type { Scope } from '../bicep/evaluate.ts';
import { parseBicep } from '../bicep/parse.ts';
import { recordOf } from '../bicep/record.ts';
import { locate, type Tree } from '../tree/tree.ts';
import { readGraph } from './graph.ts';
import { readResource } from './resources.ts';

/**
 * Identities and rights of Bicep source, modules of the same tree included. What a registry keeps and what a deployment fills in is not seen: what
 * `bicep build` makes is read too, and says more.
 */
export const reader: Reader = {
  id: 'azure-bicep',
  paths: ['**/*.bicep'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const parsed = parseBicep(file);
    yield* gaps(file, context);
    // A module is read where it is used, with what it is given.
    if (used(context).has(file.path)) return;
    if (parsed.resources.length + parsed.modules.length === 0) return;
    const understood = new Set<string>();
    let spent = false;
    for (const scope of deployments(file, context)) {
      const seen = [...resources(scope)];
      if (seen.length > 0) understood.add(scope.path);
      yield* seen;
      spent = scope.budget.left < 0;
    }
    if (spent)
      yield gap('Bicep', file.path, 'describes more than could be worked out; what is missing is unknown');
    for (const path of understood) yield { type: 'file', path, surface: 'iam' };
  },
};

function* resources(scope: Scope): Generator<Observation> {
  for (const deployed of resourcesOf(scope)) {
    if (deployed.resource.existing) continue;
    const record = recordOf(deployed);
    const at = (tree: Tree | undefined) => locate(scope.path, tree ?? record);
    const read = deployed.resource.type.startsWith('Microsoft.Graph/')
      ? readGraph(record, undefined, at)
      : readResource(record, at);
    yield* read ?? [];
  }
}

const gap = (what: string, where: string, why: string): Observation => ({
  type: 'gap',
  gap: { what, where, why },
});

function* gaps(file: SourceFile, context: ReadContext): Generator<Observation> {
  const { errors, modules } = parseBicep(file);
  if (errors[0])
    yield gap(
      'Bicep',
      `${file.path}:${lineIndex(file.text).line(errors[0].offset).line}`,
      `${errors[0].message}; ${errors.length === 1 ? 'the declaration is' : `${errors.length} declarations are`} left out`,
    );
  const elsewhere = modules.filter(({ path }) => !context.open(beside(file.path, path)));
  if (elsewhere.length > 0)
    yield gap(
      'Bicep module',
      file.path,
      `${elsewhere
        .map(({ path }) => `\`${path}\``)
        .slice(0, 3)
        .join(
          ', ',
        )}${elsewhere.length > 3 ? ` and ${elsewhere.length - 3} more` : ''} cannot be read here; scan what \`bicep build\` makes of the file`,
    );
}

const users = new WeakMap<readonly string[], Set<string>>();

/** Files of the tree that another one uses as a module. */
function used(context: ReadContext): Set<string> {
  const known = users.get(context.paths);
  if (known) return known;
  const found = new Set<string>();
  for (const path of context.paths.filter((candidate) => candidate.endsWith('.bicep'))) {
    const text = context.open(path)?.text ?? '';
    for (const [, written] of text.matchAll(/^\s*module\s+\w+\s+'([^'\n]+)'/gm))
      found.add(beside(path, written!));
  }
  users.set(context.paths, found);
  return found;
}
