import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { parseHcl, prepareHcl } from '../tree/hcl.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, locate, type ScalarTree, type Tree } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { readConfig } from './config.ts';

/**
 * Configuration of spire-server and spire-agent: HCL or JSON in a file of its own, or inside a ConfigMap. SPIRE reads HCL 1; every construct its
 * documentation uses is also HCL 2, so that the one HCL reader serves both (https://github.com/spiffe/spire/blob/main/doc/spire_server.md).
 */
export const reader: Reader = {
  id: 'spire-config',
  paths: ['**/*.conf', '**/*.hcl', '**/*.json', '**/*.yaml', '**/*.yml'],
  contains: ['trust_domain'],
  prepare: prepareHcl,
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    const seen = /\.ya?ml$/.test(file.path)
      ? [...readConfigMaps(file, context)]
      : [...readFile(file, context)];
    yield* seen;
    if (seen.some((observation) => observation.type === 'node'))
      yield { type: 'file', path: file.path, surface: 'iam' };
  },
};

function* readFile(file: SourceFile, context: ReadContext): Generator<Observation> {
  const { tree, errors } = file.path.endsWith('.json') ? parseJson(file.text) : parseHcl(file.text);
  if (!tree || !(get(tree, 'server') ?? get(tree, 'agent'))) return;
  if (errors[0])
    yield {
      type: 'gap',
      gap: { what: 'SPIRE configuration', where: `${file.path}:${errors[0].line}`, why: errors[0].message },
    };
  yield* readConfig(tree, file.path, (at) => locate(file.path, at ?? tree), context);
}

/** `data` of a ConfigMap whose keys are configuration files. Places are those of the YAML file. */
function* readConfigMaps(file: SourceFile, context: ReadContext): Generator<Observation> {
  const lines = file.text.split('\n');
  for (const { tree } of parseYaml(file.text)) {
    for (const entry of entries(get(tree, 'data'))) {
      const scalar = entry.value;
      if (
        scalar.kind !== 'scalar' ||
        typeof scalar.value !== 'string' ||
        !scalar.value.includes('trust_domain')
      )
        continue;
      const inner = entry.key.endsWith('.json') ? parseJson(scalar.value) : parseHcl(scalar.value);
      if (!inner.tree || !(get(inner.tree, 'server') ?? get(inner.tree, 'agent'))) continue;
      if (inner.errors.length > 0)
        yield {
          type: 'gap',
          gap: {
            what: 'SPIRE configuration',
            where: `${file.path}:${scalar.span.startLine}`,
            why: `data ${entry.key}: ${inner.errors[0]!.message}`,
          },
        };
      yield* readConfig(
        inner.tree,
        `${file.path}#${entry.key}`,
        (at) => shifted(file.path, scalar, at, lines),
        context,
      );
    }
  }
}

/** A block scalar begins on the line after its mark, every line indented alike. Elsewhere the scalar itself is the place. */
function shifted(path: string, scalar: ScalarTree, at: Tree | undefined, lines: string[]) {
  if (!at || scalar.style !== 'block') return locate(path, scalar);
  const indent = /^ */.exec(lines[scalar.span.startLine] ?? '')![0].length;
  const { startLine, startColumn, endLine, endColumn } = at.span;
  const down = scalar.span.startLine;
  return {
    path,
    startLine: startLine + down,
    startColumn: startColumn + indent,
    endLine: endLine + down,
    endColumn: endColumn + indent,
  };
}
