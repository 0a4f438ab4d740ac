import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { parseJson } from '../tree/json.ts';
import { get, items, locate, type Tree } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { bindingsPolicy } from './bindings.ts';
import { bindingsOf, readRecord } from './records.ts';

/** What gcloud prints as JSON or YAML: asset inventory, IAM policies, accounts, keys, pool providers, roles, API and HMAC keys, organisation policies. */
export const reader: Reader = {
  id: 'gcp-exports',
  paths: ['**/*.json', '**/*.ndjson', '**/*.jsonl', '**/*.yaml', '**/*.yml'],
  contains: [
    '"bindings"',
    '"assetType"',
    '"keyType"',
    'serviceAccounts/',
    'workloadIdentityPools/',
    '"includedPermissions"',
    'includedPermissions:',
    '"serviceAccountEmail"',
    'global/keys/',
    'constraints/iam.',
    '/policies/iam.',
    'googleapis.com/auth/',
    'bindings:',
  ],
  *read(file: SourceFile, _context: ReadContext): Generator<Observation> {
    let found = false;
    for (const tree of documents(file)) {
      for (const record of tree.kind === 'list' ? tree.items : [tree]) {
        const seen = readRecord(record, file.path) ?? plainPolicy(record, file.path);
        if (!seen) continue;
        found = true;
        yield* seen;
      }
    }
    if (found) yield { type: 'file', path: file.path, surface: 'iam' };
  },
};

/** One document, or one a line as `gcloud asset export` writes them. Lines keep their place. */
function documents(file: SourceFile): Tree[] {
  if (/\.ya?ml$/.test(file.path)) return parseYaml(file.text).flatMap(({ tree }) => tree ?? []);
  const whole = parseJson(file.text);
  if (whole.errors.length === 0 || !/\}\s*\n\s*\{/.test(file.text)) return whole.tree ? [whole.tree] : [];
  let line = 0;
  return file.text.split('\n').flatMap((text) => {
    const { tree } = parseJson('\n'.repeat(line++) + text);
    return tree?.kind === 'dict' ? [tree] : [];
  });
}

/** `get-iam-policy` names the resource in its command line only; the policy then stands for the file's folder. */
function plainPolicy(record: Tree, path: string): Iterable<Observation> | undefined {
  const bindings = bindingsOf(record, (tree) => locate(path, tree ?? record));
  const gcp = bindings.some(({ role }) => /^(?:roles|projects|organizations)\//.test(role));
  if (!gcp || items(get(record, 'bindings')).length === 0) return undefined;
  const base = path
    .split('/')
    .at(-1)!
    .replace(/\.(?:json|ya?ml)$/, '');
  return bindingsPolicy(
    `projects/(${folderOf(path) === '.' ? base : `${folderOf(path)}/${base}`})`,
    bindings,
    locate(path, record),
  );
}
