import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { baseOf, folderOf } from '../../util/paths.ts';
import { parseJson } from '../tree/json.ts';
import { get, items, locate, plain, type Tree, text } from '../tree/tree.ts';
import { duplicateKeys, statementPlaces } from './duplicates.ts';
import { gap } from './emit.ts';
import { looseDocument } from './loose.ts';

/**
 * A bare policy document, as kept beside scripts and templates: `{"Version": …, "Statement": […]}`, or what `aws iam get-policy-version`
 * and `get-role-policy` print around one. Its elements say whether it belongs to an identity, a role's trust or a resource.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const reader: Reader = {
  id: 'aws-policy-document',
  paths: ['**/*.json'],
  contains: ['"Statement"', '"statement"'],
  *read(file, context) {
    if (file.text.length > MAX_TEXT || takenByTerraform(file, context)) return;
    const { tree, errors } = parseJson(file.text);
    const document = unwrapped(tree);
    const statements = get(document, 'Statement') ?? get(document, 'statement');
    const list = statements?.kind === 'list' ? items(statements) : statements ? [statements] : [];
    if (!list.some(isStatement)) return;
    yield { type: 'file', path: file.path, surface: 'iam' };
    if (errors[0])
      yield gap('AWS policy', file.path, `not valid JSON at line ${errors[0].line}: ${errors[0].message}`);
    yield* readDocument(file.path, document!);
  },
};

/** Managed policies end at 6,144 characters; even a pretty-printed one is far below this. Larger files are exports of something else. */
const MAX_TEXT = 200_000;

const WRAPPERS = [
  ['PolicyVersion', 'Document'],
  ['PolicyDocument'],
  ['AssumeRolePolicyDocument'],
  ['Role', 'AssumeRolePolicyDocument'],
];

function unwrapped(tree: Tree | undefined): Tree | undefined {
  for (const path of WRAPPERS) {
    const inner = get(tree, ...path);
    if (inner?.kind === 'dict') return inner;
  }
  return tree;
}

/** Effect and actions of AWS form; other tools have statements of their own. */
function isStatement(tree: Tree): boolean {
  const effect = text(get(tree, 'Effect'));
  if (effect !== 'Allow' && effect !== 'Deny') return false;
  const action = get(tree, 'Action') ?? get(tree, 'NotAction');
  const first = action?.kind === 'list' ? text(action.items[0]) : text(action);
  return first !== undefined && (first === '*' || /^[\w-]+:\S+$/.test(first));
}

/** Terraform reads the file and fills its template; it is judged there, with what it is attached to. */
function takenByTerraform(file: SourceFile, context: ReadContext): boolean {
  if (/\$\{(?!aws:|\*)[a-z_]+\}/.test(file.text)) return true;
  const name = baseOf(file.path);
  const folder = folderOf(file.path);
  const near = new Set([folder, folderOf(folder)]);
  return context.paths.some(
    (path) =>
      path.endsWith('.tf') && near.has(folderOf(path)) && (context.open(path)?.text.includes(name) ?? false),
  );
}

function* readDocument(path: string, document: Tree): Generator<Observation> {
  const twice = duplicateKeys(path, document);
  yield* looseDocument(path, baseOf(path).replace(/\.json$/, ''), {
    document: plain(document),
    location: locate(path, document),
    statements: statementPlaces(path, document),
    ...(twice.length > 0 ? { duplicateKeys: twice } : {}),
  });
}
