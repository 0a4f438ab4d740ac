import type { Location } from '../../../model/index.ts';
import { duplicateKeys, statementPlaces } from '../../aws/duplicates.ts';
import { dynamicBlocks, type TfResource, writtenBlocks } from '../../terraform/module.ts';
import { entries, get, locate, type Tree } from '../../tree/tree.ts';
import type { Written } from '../holders.ts';
import { type Evaluator, membersOf, parsedText, type Value } from './value.ts';

/** A policy argument: `jsonencode`, a heredoc, a file, or the document of a data source, with the places of its statements. */
export function written(
  tree: Tree | undefined,
  resource: Pick<TfResource, 'path'>,
  evaluator: Evaluator,
): Written | undefined {
  if (!tree) return undefined;
  const variable =
    tree.kind === 'scalar' && tree.tag === '!expr' ? /^var\.([\w-]+)$/.exec(String(tree.value)) : null;
  const input = variable ? evaluator.input(variable[1]!) : undefined;
  if (input) return written(input.tree, input, input.evaluator);
  const location = locate(resource.path, tree);
  const source = dataSource(tree, evaluator);
  if (source) {
    const { document, places } = dataDocument(source, evaluator);
    return { document, location: places[0] ?? location, statements: places };
  }
  const value = evaluator.value(tree);
  const document = typeof value === 'string' ? parsedOr(value) : value;
  const literal =
    tree.kind === 'list' && tree.tag === '!call jsonencode'
      ? tree.items[0]
      : tree.kind === 'dict'
        ? tree
        : undefined;
  const twice = duplicateKeys(resource.path, literal);
  return {
    document,
    location,
    ...(literal ? { statements: statementPlaces(resource.path, literal) } : {}),
    ...(twice.length > 0 ? { duplicateKeys: twice } : {}),
  };
}

const parsedOr = (text: string): unknown => (/^\s*\{/.test(text) ? parsedText(text) : text);

/** The data source behind `data.aws_iam_policy_document.x.json`, also through a local. */
function dataSource(tree: Tree, { module }: Evaluator, depth = 0): TfResource | undefined {
  if (tree.kind === 'list' && tree.tag === '!cond')
    return tree.items
      .slice(1)
      .map((item) => dataSource(item, { module } as Evaluator, depth + 1))
      .find(Boolean);
  if (tree.kind !== 'scalar' || tree.tag !== '!expr' || depth > 5) return undefined;
  const path = String(tree.value).replaceAll(/\[[^\]]*\]/g, '');
  const name = /^data\.aws_iam_policy_document\.([\w-]+)\.(?:json|minified_json)$/.exec(path)?.[1];
  if (name) return module.byAddress.get(`data.aws_iam_policy_document.${name}`);
  const value = module.values.get(path);
  return value ? dataSource(value, { module } as Evaluator, depth + 1) : undefined;
}

/** `aws_iam_policy_document` as the document it makes. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document */
export function dataDocument(
  resource: TfResource,
  evaluator: Evaluator,
  depth = 0,
): { document: { Version: string; Statement: unknown[] }; places: Location[] } {
  const merged = [
    'source_policy_documents',
    'override_policy_documents',
    'source_json',
    'override_json',
  ].flatMap((key) =>
    depth > 5
      ? []
      : sources(get(resource.body, key)).flatMap((tree) => {
          const source = dataSource(tree, evaluator);
          if (source) {
            const inner = dataDocument(source, evaluator, depth + 1);
            return inner.document.Statement.map((statement, i) => ({ statement, place: inner.places[i]! }));
          }
          return statementsOf(evaluator.value(tree)).map((statement) => ({
            statement,
            place: locate(resource.path, tree),
          }));
        }),
  );
  const own = iterated(resource.body, 'statement', evaluator).map(({ tree, values }) => ({
    statement: statementOf(tree, values),
    place: locate(resource.path, tree),
  }));
  const all = [...merged, ...own];
  return {
    document: { Version: '2012-10-17', Statement: all.map((one) => one.statement) },
    places: all.map((one) => one.place),
  };
}

/** Blocks as written, and those of `dynamic` blocks once for each member where the members are known. */
function iterated(body: Tree, name: string, evaluator: Evaluator): { tree: Tree; values: Evaluator }[] {
  const dynamic = dynamicBlocks(body, name).flatMap((block) => {
    const content = get(block, 'content');
    if (!content) return [];
    const iterator = evaluator.text(get(block, 'iterator')) ?? name;
    const members = membersOf(evaluator.value(get(block, 'for_each')));
    if (!members) return [{ tree: content, values: evaluator }];
    return members.map(({ key, value }) => ({
      tree: content,
      values: evaluator.scoped({
        [`${iterator.replaceAll(/[‹›]/g, '')}.value`]: value,
        [`${iterator.replaceAll(/[‹›]/g, '')}.key`]: key,
      }),
    }));
  });
  return [...writtenBlocks(body, name).map((tree) => ({ tree, values: evaluator })), ...dynamic];
}

/** Statements of a document that is written out: `jsonencode`, a heredoc, a file, a local. */
function statementsOf(value: Value | undefined): unknown[] {
  const document = typeof value === 'string' ? parsedOr(value) : value;
  const found = (document as Record<string, unknown> | null | undefined)?.['Statement'];
  return Array.isArray(found) ? found : found ? [found] : [];
}

const sources = (tree: Tree | undefined): Tree[] =>
  tree?.kind === 'list' && !tree.tag ? tree.items : tree ? [tree] : [];

/** `&{…}` is how Terraform writes a policy variable. */
const variables = (text: string): string => text.replaceAll('&{', '${');

function statementOf(tree: Tree, evaluator: Evaluator): Record<string, unknown> {
  const list = (key: string): string[] | undefined => {
    const at = get(tree, key);
    return at ? evaluator.list(at).map(variables) : undefined;
  };
  const found: Record<string, unknown> = {
    Sid: evaluator.text(get(tree, 'sid')),
    Effect: evaluator.text(get(tree, 'effect')) ?? 'Allow',
    Action: list('actions'),
    NotAction: list('not_actions'),
    Resource: list('resources'),
    NotResource: list('not_resources'),
    Principal: principals(tree, 'principals', evaluator),
    NotPrincipal: principals(tree, 'not_principals', evaluator),
    Condition: conditions(tree, evaluator),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function principals(tree: Tree, key: string, evaluator: Evaluator): unknown {
  const found = iterated(tree, key, evaluator);
  if (found.length === 0) return undefined;
  const result: Record<string, string[]> = {};
  for (const { tree: block, values } of found) {
    const type = values.text(get(block, 'type')) ?? 'AWS';
    result[type] = [...(result[type] ?? []), ...values.list(get(block, 'identifiers'))];
  }
  return result['*'] ? '*' : result;
}

function conditions(tree: Tree, evaluator: Evaluator): unknown {
  const found = iterated(tree, 'condition', evaluator);
  if (found.length === 0) return undefined;
  const result: Record<string, Record<string, Value>> = {};
  for (const { tree: block, values } of found) {
    const operator = values.text(get(block, 'test')) ?? 'Unknown';
    const key = values.text(get(block, 'variable')) ?? 'unknown';
    result[operator] = { ...result[operator], [key]: values.list(get(block, 'values')).map(variables) };
  }
  return result;
}

/** All expressions below a body, as text. */
export function* expressions(tree: Tree | undefined): Generator<string> {
  if (!tree) return;
  if (tree.kind === 'scalar') {
    if (typeof tree.value === 'string' && (tree.tag === '!expr' || tree.value.includes('${')))
      yield tree.value;
  } else if (tree.kind === 'list') for (const item of tree.items) yield* expressions(item);
  else for (const { value } of entries(tree)) yield* expressions(value);
}
