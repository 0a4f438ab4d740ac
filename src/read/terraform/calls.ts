import type { ReadContext } from '../../model/index.ts';
import { folderOf, within } from '../../util/paths.ts';
import { entries, get, type Tree, text } from '../tree/tree.ts';
import { filesOf, moduleFrom, parseTerraform, type TfModule } from './module.ts';

/** One `module` block that uses a folder of the same tree. https://developer.hashicorp.com/terraform/language/modules/syntax */
export interface Call {
  /** File of the block. */
  path: string;
  body: Tree;
  /** The module the block stands in, parsed when it is asked for. */
  caller(): TfModule;
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

/** A source that is a folder beside the caller, as written in either syntax. */
const LOCAL_SOURCE = /source"?\s*[=:]\s*"\.{1,2}\//;

function indexOf(context: ReadContext): Map<string, Call[]> {
  const index = new Map<string, Call[]>();
  const callers = new Map<string, TfModule>();
  for (const path of context.paths) {
    if (!/\.tf(\.json)?$/.test(path)) continue;
    const file = context.open(path);
    if (!file || !LOCAL_SOURCE.test(file.text)) continue;
    const here = folderOf(path);
    const caller = () => {
      const known = callers.get(here) ?? moduleFrom(here, filesOf(here, context));
      callers.set(here, known);
      return known;
    };
    for (const { key, value } of entries(parseTerraform(file).tree)) {
      if (key !== 'module') continue;
      for (const { value: body } of entries(value)) {
        const source = text(get(body, 'source'));
        const target = source?.startsWith('.') ? within(here, source) : undefined;
        if (target !== undefined) index.set(target, [...(index.get(target) ?? []), { path, body, caller }]);
      }
    }
  }
  return index;
}
