import type { Location, PolicyFact } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, locate, type Tree } from '../tree/tree.ts';

/**
 * Keys that stand twice in one object of a policy document. Parsers keep the last, so a second `StringEquals` silently drops the
 * first, for instance the one that pinned the subject.
 */
export function duplicateKeys(
  path: string,
  document: Tree | undefined,
): NonNullable<PolicyFact['duplicateKeys']> {
  const statements = get(document, 'Statement');
  const list = statements?.kind === 'list' ? items(statements) : statements ? [statements] : [];
  return list.flatMap((statement, i) =>
    repeated(statement).map(({ key, at }) => ({ statement: i, key, location: locate(path, at) })),
  );
}

/** The same for a document that arrives as text; places then are those of the text's holder. */
export function duplicateKeysInText(
  text: string,
  location: Location,
): NonNullable<PolicyFact['duplicateKeys']> {
  return duplicateKeys(location.path, parseJson(text).tree).map((one) => ({ ...one, location }));
}

function repeated(tree: Tree): { key: string; at: Tree }[] {
  if (tree.kind === 'list') return tree.items.flatMap(repeated);
  const seen = new Set<string>();
  return entries(tree).flatMap(({ key, value }) => {
    const again = seen.has(key) ? [{ key, at: value }] : [];
    seen.add(key);
    return [...again, ...repeated(value)];
  });
}

/** Places of the statements of a document. */
export function statementPlaces(path: string, document: Tree | undefined): Location[] {
  const statements = get(document, 'Statement') ?? get(document, 'statement');
  const list = statements?.kind === 'list' ? items(statements) : statements ? [statements] : [];
  return list.map((statement) => locate(path, statement));
}
