import type { Location } from '../../../model/index.ts';
import { duplicateKeys, statementPlaces } from '../../aws/duplicates.ts';
import type { Evaluator } from '../../terraform/frame.ts';
import { dynamicBlocks, type TfResource, writtenBlocks } from '../../terraform/module.ts';
import { asList, eachOf, parsedText, type Value } from '../../terraform/value.ts';
import { get, locate, type Tree } from '../../tree/tree.ts';
import type { Written } from '../holders.ts';

/** A policy argument: `jsonencode`, a heredoc, a file, or the document of a data source, with the places of its statements. */
export function written(
  tree: Tree | undefined,
  resource: Pick<TfResource, 'path'>,
  evaluator: Evaluator,
): Written | undefined {
  if (!tree) return undefined;
  const from = evaluator.origin(tree, resource.path);
  const location = locate(from.path, from.tree);
  if (from.resource && isDocument(from.resource)) {
    const { document, places } = dataDocument(from.resource, from.values);
    return { document, location: places[0] ?? location, statements: places };
  }
  const value = from.resource ? evaluator.value(tree) : from.values.value(from.tree);
  if (value === null || value === '') return undefined;
  const document = typeof value === 'string' ? parsedOr(value) : value;
  const literal =
    from.tree.kind === 'list' && from.tree.tag === '!call jsonencode'
      ? from.tree.items[0]
      : from.tree.kind === 'dict' && !from.resource
        ? from.tree
        : undefined;
  const twice = duplicateKeys(from.path, literal);
  return {
    document,
    location: from.resource ? locate(resource.path, tree) : location,
    ...(literal ? { statements: statementPlaces(from.path, literal) } : {}),
    ...(twice.length > 0 ? { duplicateKeys: twice } : {}),
  };
}

/** True for the data source that makes policy documents. */
export const isDocument = (resource: TfResource): boolean =>
  resource.mode === 'data' && resource.type === 'aws_iam_policy_document';

const parsedOr = (text: string): unknown => (/^\s*\{/.test(text) ? parsedText(text) : text);

interface Placed {
  statement: unknown;
  place: Location;
}

/** `aws_iam_policy_document` as the document it makes. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document */
export function dataDocument(
  resource: TfResource,
  evaluator: Evaluator,
  depth = 0,
): { document: { Version: string; Statement: unknown[] }; places: Location[] } {
  const sources = (...keys: string[]): Placed[] =>
    depth > 5
      ? []
      : keys.flatMap((key) => sourceStatements(get(resource.body, key), resource.path, evaluator, depth));
  const own = iterated(resource.body, 'statement', evaluator).map(({ tree, values }) => ({
    statement: statementOf(tree, values),
    place: locate(resource.path, tree),
  }));
  const all = [
    ...sources('source_json', 'source_policy_documents'),
    ...own,
    ...sources('override_json', 'override_policy_documents'),
  ].reduce(merged, []);
  return {
    document: { Version: '2012-10-17', Statement: all.map((one) => one.statement) },
    places: all.map((one) => one.place),
  };
}

/** A statement takes the place of one with the same sid before it. */
function merged(before: Placed[], one: Placed): Placed[] {
  const sid = sidOf(one);
  const at = sid ? before.findIndex((other) => sidOf(other) === sid) : -1;
  return at < 0 ? [...before, one] : before.with(at, one);
}

const sidOf = ({ statement }: Placed): unknown => (statement as { Sid?: unknown } | null)?.Sid;

/** Statements of the documents that another one is made from; of one nobody can see, a statement that nobody can see. */
function sourceStatements(
  tree: Tree | undefined,
  path: string,
  evaluator: Evaluator,
  depth: number,
): Placed[] {
  if (!tree) return [];
  const from = evaluator.origin(tree, path);
  if (from.resource && isDocument(from.resource)) {
    const { document, places } = dataDocument(from.resource, from.values, depth + 1);
    return document.Statement.map((statement, i) => ({ statement, place: places[i]! }));
  }
  if (from.tree.kind === 'list' && (!from.tree.tag || GATHERS.test(from.tree.tag)) && depth < 20)
    return from.tree.items.flatMap((item) => sourceStatements(item, from.path, from.values, depth + 1));
  const value = from.resource ? evaluator.value(tree) : from.values.value(from.tree);
  return (Array.isArray(value) ? value.flat(5) : [value]).flatMap((one) =>
    statementsOf(one).map((statement) => ({ statement, place: locate(from.path, from.tree) })),
  );
}

const GATHERS = /^!call (?:concat|compact|flatten|distinct|tolist|toset)$/;

/** Statements of a document that is written out: `jsonencode`, a heredoc, a file, a local. */
function statementsOf(value: Value | undefined): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  const document = typeof value === 'string' ? parsedOr(value) : value;
  // What is hidden stays in the document, so that it is missed.
  if (typeof document === 'string') return [document];
  const found = (document as Record<string, unknown> | null | undefined)?.['Statement'];
  return Array.isArray(found) ? found : found ? [found] : [];
}

/** Blocks as written, and those of `dynamic` blocks once for each member where the members are known. */
export function iterated(
  body: Tree,
  name: string,
  evaluator: Evaluator,
): { tree: Tree; values: Evaluator }[] {
  const dynamic = dynamicBlocks(body, name).flatMap((block) => {
    const content = get(block, 'content');
    if (!content) return [];
    const iterator = get(block, 'iterator');
    const named = iterator?.kind === 'scalar' ? String(iterator.value) : name;
    const members = eachOf(evaluator.value(get(block, 'for_each')));
    if (!members) return [{ tree: content, values: evaluator }];
    return members.map((member) => ({ tree: content, values: evaluator.scoped({ [named]: { ...member } }) }));
  });
  return [...writtenBlocks(body, name).map((tree) => ({ tree, values: evaluator })), ...dynamic];
}

/** `&{…}` is how Terraform writes a policy variable. */
const variables = (text: string): string => text.replaceAll('&{', '${');

function statementOf(tree: Tree, evaluator: Evaluator): Record<string, unknown> {
  const list = (key: string): string[] | undefined => {
    const value = evaluator.value(get(tree, key));
    return value === undefined || value === null ? undefined : asList(value).map(variables);
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
