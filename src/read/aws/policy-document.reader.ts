import type { Observation, Reader, SourceFile } from '../../model/index.ts';
import { baseOf } from '../../util/paths.ts';
import { unknownText } from '../../util/unknown.ts';
import { readByTerraform } from '../terraform/files.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, locate, type Parsed, plain, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { answersOf } from './answers.ts';
import { duplicateKeys, statementPlaces } from './duplicates.ts';
import { gap } from './emit.ts';
import { decoded } from './json.ts';
import { looseDocument } from './loose.ts';

/**
 * A bare policy document, as kept beside scripts and templates: `{"Version": …, "Statement": […]}`, or what `aws iam get-policy-version`
 * and `get-role-policy` print around one, as an object or as a text. Its elements say whether it belongs to an identity, a role's trust
 * or a resource.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const reader: Reader = {
  id: 'aws-policy-document',
  paths: ['**/*.{json,jsonc,jsonl}', '**/*.{yaml,yml}', '**/*.{policy,tpl,tftpl,j2}', '**/*policy'],
  contains: ['"Statement"', '"statement"', 'Statement:', String.raw`\"Statement\"`, '%22Statement%22'],
  *read(file, context) {
    // Terraform fills its templates; a document is judged there, with what it is attached to.
    if (readByTerraform(file.path, context)) return;
    if (file.text.length > MAX_TEXT) {
      if (file.text.includes('"Effect"'))
        yield gap(
          'AWS policy',
          file.path,
          `is larger than ${MAX_TEXT >> 20} MB and was not read as policies`,
        );
      return;
    }
    const { found, errors } = documentsOf(file);
    if (found.length === 0) return;
    yield { type: 'file', path: file.path, surface: 'iam' };
    if (errors[0])
      yield gap(
        'AWS policy',
        file.path,
        `not readable at line ${errors[0].line}: ${errors[0].message}; what could be read was`,
      );
    for (const one of found) yield* readDocument(file.path, one);
  },
};

const MAX_DEPTH = 6;

/** Every policy of an account in one file is below this; what is larger is an export of something else. */
const MAX_TEXT = 8 << 20;

interface Found {
  document: Tree;
  /** What stands for its place, where its own is not that of the file: the text that holds it, or the file. */
  place?: Tree | 'file';
  /** Key it stands under; undefined at the top. */
  name?: string;
}

/** The documents of a file that is YAML, JSON, or several JSON texts one after another. */
function documentsOf({ path, text: source }: SourceFile): { found: Found[]; errors: Parsed['errors'] } {
  if (/\.ya?ml$/.test(path)) {
    const [yaml] = parseYaml(source);
    return { found: [...documentsIn(yaml?.tree)], errors: yaml?.errors ?? [] };
  }
  const { trees, exact, errors } = answersOf(source);
  if (exact) return { found: [...documentsIn(parseJson(source).tree)], errors };
  const found = trees.flatMap((tree, i) => [...documentsIn(tree, String(i + 1))]);
  return { found: found.map((one) => ({ ...one, place: 'file' as const })), errors };
}

/** Wrappers that say nothing of what is inside them. */
const PLAIN = new Set([
  'PolicyVersion',
  'Document',
  'PolicyDocument',
  'AssumeRolePolicyDocument',
  'Role',
  'Policy',
]);

/** The document itself, those in a list, or those kept by name in one file. Templates, plans and exports have readers of their own. */
function* documentsIn(tree: Tree | undefined, name?: string, depth = 0): Generator<Found> {
  if (!tree || depth > MAX_DEPTH) return;
  if (tree.kind === 'list') {
    for (const [i, item] of tree.items.entries())
      yield* documentsIn(item, `${name ?? ''}${i + 1}`, depth + 1);
    return;
  }
  if (tree.kind === 'scalar') {
    const document = written(text(tree));
    if (document) yield { document, place: tree, ...(name ? { name } : {}) };
    return;
  }
  if (tree.kind !== 'dict' || OTHERS.some((key) => get(tree, key))) return;
  const statements = get(tree, 'Statement') ?? get(tree, 'statement');
  if (isDescription(tree)) return;
  const list = statements?.kind === 'list' ? items(statements) : statements ? [statements] : [];
  if (list.some(isStatement)) {
    yield { document: tree, ...(name ? { name } : {}) };
    return;
  }
  const own = text(get(tree, 'PolicyName')) ?? text(get(tree, 'RoleName')) ?? name;
  for (const { key, value } of entries(tree))
    if (value.kind !== 'scalar' || AS_TEXT.test(key))
      yield* documentsIn(value, PLAIN.has(key) ? own : key, depth + 1);
}

/** Keys under which a document is written as a text. Policies of resources in answers of the CLI have a reader of their own. */
const AS_TEXT = /^(?:document|(?:[\w-]+_?)(?:document|policy))$/i;

/** A document in a text, percent-encoded as the API sends it, or as JSON in JSON. */
function written(value: string | undefined): Tree | undefined {
  if (!value || !/^\s*(?:\{|%7B)/i.test(value)) return undefined;
  const { tree } = parseJson(decoded(value));
  const statements = get(tree, 'Statement');
  const list = statements?.kind === 'list' ? items(statements) : statements ? [statements] : [];
  return list.some(isStatement) ? tree : undefined;
}

/** What describes an identity says more than its documents; the reader of identities takes it. */
function isDescription(tree: Tree): boolean {
  const arn = text(get(tree, 'Arn')) ?? text(get(tree, 'arn')) ?? '';
  return (
    /:iam::.*:(?:role|user|group|policy)\//.test(arn) && entries(tree).some(({ key }) => DESCRIBES.test(key))
  );
}
const DESCRIBES = /^(?:assumeRolePolicyDocument|userId|groupPolicyList|policyVersionList)$/i;

/** Keys of files that other readers understand whole. */
const OTHERS = [
  'Resources',
  'terraform_version',
  'UserDetailList',
  'RoleDetailList',
  'GroupDetailList',
  'provider',
  'resource',
  'data',
  'PolicySummary',
  'ResourcePolicy',
];

/** Effect and actions of AWS form; other tools have statements of their own. */
function isStatement(tree: Tree): boolean {
  const effect = text(get(tree, 'Effect'));
  if (effect !== 'Allow' && effect !== 'Deny') return false;
  const action = get(tree, 'Action') ?? get(tree, 'NotAction');
  return items(action, true).some((one) => /^(?:\*|[\w*?-]+:\S+)$/.test(text(one) ?? ''));
}

function* readDocument(path: string, { document, place: instead, name }: Found): Generator<Observation> {
  const place = instead === 'file' ? { path } : instead && locate(path, instead);
  const twice = duplicateKeys(path, document).map((one) => (place ? { ...one, location: place } : one));
  const file = baseOf(path).replace(/\.(json|ya?ml|policy|tpl|tftpl|j2)$/, '');
  yield* looseDocument(name ? `${path}#${name}` : path, name ?? file, {
    document: hidden(plain(document)),
    location: place ?? locate(path, document),
    ...(place ? {} : { statements: statementPlaces(path, document) }),
    ...(twice.length > 0 ? { duplicateKeys: twice } : {}),
  });
}

/** `${name}` of a template stands for something unknown; policy variables have a colon in them. */
function hidden(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{([^{}:*?$]+)\}/g, (_, inner: string) => unknownText(inner));
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner)]));
}
