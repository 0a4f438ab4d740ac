import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { bool, entries, get, items, locate, scalars } from '../tree/tree.ts';
import { matchLines, unquoted } from './lines.ts';
import { literal } from './literal.ts';

const ASSIGNMENT = /^\s*"?([A-Za-z_][\w-]*)"?\s*=\s*("[^"]+")\s*,?\s*$/;

/**
 * Variables and state of Terraform and OpenTofu. State keeps every attribute in clear, sensitive or not.
 * https://developer.hashicorp.com/terraform/language/state/sensitive-data
 */
export const reader: Reader = {
  id: 'terraform-values',
  paths: ['**/*.tfvars', '**/*.tfstate', '**/*.tfstate.backup', '**/*.tf'],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    yield { type: 'file', path: file.path, surface: 'deployment' };
    if (/\.tfstate(?:\.backup)?$/.test(file.path)) yield* readState(file, context);
    else
      for (const { groups, location } of matchLines(file.path, file.text, ASSIGNMENT)) {
        const [name = '', value = ''] = groups;
        const found = literal({ name, value: unquoted(value), location }, context);
        if (found) yield* found.observations;
      }
  },
};

function* readState(file: SourceFile, context: ReadContext): Generator<Observation> {
  const { tree } = parseJson(file.text);
  for (const resource of items(get(tree, 'resources'))) {
    for (const { keys, scalar } of scalars(get(resource, 'instances'))) {
      if (typeof scalar.value !== 'string' || !keys.includes('attributes')) continue;
      const found = literal(
        { name: keys.at(-1)!, value: scalar.value, location: locate(file.path, scalar) },
        context,
      );
      if (found) yield* found.observations;
    }
  }
  for (const { key, value: output } of entries(get(tree, 'outputs'))) {
    if (bool(get(output, 'sensitive')) !== true) continue;
    for (const { keys, scalar } of scalars(get(output, 'value'))) {
      if (typeof scalar.value !== 'string') continue;
      const name = [key, ...keys].join('.');
      const found = literal({ name, value: scalar.value, location: locate(file.path, scalar) }, context);
      if (found) yield* found.observations;
    }
  }
}
