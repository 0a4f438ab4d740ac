import { parseJson } from '../tree/json.ts';
import { items, type Parsed, type Tree } from '../tree/tree.ts';
import { jsonDocuments } from './json.ts';

/** JSON texts of one file: an answer, a list of answers, or several one after another. */
export interface Answers {
  trees: Tree[];
  /** Their places are those of the file; of texts one after another they are not known. */
  exact: boolean;
  errors: Parsed['errors'];
}

/** All answers of a file, as a loop over the CLI leaves them. */
export function answersOf(source: string): Answers {
  const { tree, errors } = parseJson(source);
  const several = errors.length > 0 ? jsonDocuments(source) : [];
  if (several.length > 1) {
    const trees = several.flatMap(({ value }) => parseJson(JSON.stringify(value)).tree ?? []);
    return { trees, exact: false, errors: [] };
  }
  return { trees: tree?.kind === 'list' ? items(tree) : tree ? [tree] : [], exact: true, errors };
}
