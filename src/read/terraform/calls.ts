import type { ReadContext } from '../../model/index.ts';
import { folderOf, within } from '../../util/paths.ts';
import { get, type Tree, text } from '../tree/tree.ts';
import { isConfiguration, moduleAt } from './module.ts';

/** One `module` block that uses a folder of the same tree. https://developer.hashicorp.com/terraform/language/modules/syntax */
export interface Call {
  name: string;
  /** File of the block. */
  path: string;
  body: Tree;
  /** Folder of the module that is used. */
  target: string;
}

const indexes = new WeakMap<ReadContext, ReadonlyMap<string, readonly Call[]>>();

/** Calls of all modules of the tree, by the folder of the module. */
function callsIn(context: ReadContext): ReadonlyMap<string, readonly Call[]> {
  let index = indexes.get(context);
  if (!index) {
    index = indexOf(context);
    indexes.set(context, index);
  }
  return index;
}

/** Calls of the module in a folder, from anywhere in the tree. */
export const callsOf = (folder: string, context: ReadContext): readonly Call[] =>
  callsIn(context).get(folder) ?? [];

/** Calls of modules of the same tree that stand in a folder. */
export const callsFrom = (folder: string, context: ReadContext): readonly Call[] =>
  [...callsIn(context).values()].flat().filter((call) => folderOf(call.path) === folder);

/** The module block as a call, when its source is a folder of the same tree. */
export function callTo(name: string, body: Tree, path: string): Call | undefined {
  const source = text(get(body, 'source'));
  const target = source?.startsWith('.') ? within(folderOf(path), source) : undefined;
  return target === undefined ? undefined : { name, path, body, target: target || '.' };
}

/** A source that is a folder beside the caller, as written in either syntax. */
const LOCAL_SOURCE = /source"?\s*[=:]\s*"\.{1,2}["/]/;

function indexOf(context: ReadContext): Map<string, Call[]> {
  const index = new Map<string, Call[]>();
  const folders = new Set<string>();
  for (const path of context.paths)
    if (isConfiguration(path) && LOCAL_SOURCE.test(context.open(path)?.text ?? ''))
      folders.add(folderOf(path));
  for (const folder of folders)
    for (const [name, { tree, path }] of moduleAt(folder, context).calls) {
      const call = callTo(name, tree, path);
      if (call) index.set(call.target, [...(index.get(call.target) ?? []), call]);
    }
  return index;
}
