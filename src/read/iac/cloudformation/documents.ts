import { duplicateKeys, statementPlaces } from '../../aws/duplicates.ts';
import { locate, type Tree } from '../../tree/tree.ts';
import type { Written } from '../holders.ts';
import { resolve, type Template } from './template.ts';

/** A document property with the places of its statements. */
export function writtenIn(template: Template, tree: Tree | undefined): Written | undefined {
  if (!tree) return undefined;
  const twice = duplicateKeys(template.path, tree);
  return {
    document: resolve(template, tree),
    location: locate(template.path, tree),
    statements: statementPlaces(template.path, tree),
    ...(twice.length > 0 ? { duplicateKeys: twice } : {}),
  };
}
