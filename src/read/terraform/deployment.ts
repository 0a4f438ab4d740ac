import type { ReadContext } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { type Call, callsOf } from './calls.ts';
import { moduleAt, type TfModule } from './module.ts';
import type { Scope } from './value.ts';

/** A module as it is used once: by itself, or by one `module` block of another one. */
export interface Deployment {
  module: TfModule;
  /** What stands before the addresses of its resources: `module.network.`; nothing for the first module. */
  prefix: string;
  /** Tells this use from all others. */
  key: string;
  /** Folder whose deployment this is part of, where all uses of the module agree. */
  home: string;
  /** The block that uses it, the module that one stands in, and what its `for_each` or `count` stands for. */
  use?: { call: Call; caller: Deployment; each: Scope };
}

/** Modules in modules; a tree of files may also call itself in a circle. */
const MAX_LEVELS = 6;
/** Uses of one module that are read one by one. */
const MAX_USES = 12;
/** Blocks looked at to find them. */
const MAX_BLOCKS = 500;

/** Members of the `for_each` or `count` of a `module` block, as scopes; one empty one where it has neither. */
export type Members = (caller: Deployment, call: Call) => { label: string; each: Scope }[];

/** The module as its callers in the tree use it, each use one; by itself when nobody does. `more` when there are too many to go through. */
export function deploymentsOf(
  module: TfModule,
  context: ReadContext,
  members: Members,
): { uses: Deployment[]; more: boolean } {
  const uses = usesOf(module, { context, members, left: MAX_BLOCKS }, []);
  if (uses.length === 0) return { uses: [rootOf(module)], more: false };
  return { uses: uses.slice(0, MAX_USES), more: uses.length > MAX_USES };
}

const rootOf = (module: TfModule): Deployment => ({
  module,
  prefix: '',
  key: '',
  home: module.folder,
});

interface Search {
  context: ReadContext;
  members: Members;
  /** Blocks that may still be looked at. */
  left: number;
}

function usesOf(module: TfModule, search: Search, below: readonly string[]): Deployment[] {
  const { context, members } = search;
  const seen = [...below, module.folder];
  if (seen.length > MAX_LEVELS) return [];
  const found: Deployment[] = [];
  for (const call of callsOf(module.folder, context)) {
    const folder = folderOf(call.path);
    if (seen.includes(folder) || --search.left < 0) continue;
    const caller = moduleAt(folder, context);
    const above = usesOf(caller, search, seen);
    for (const one of above.length > 0 ? above : [rootOf(caller)]) {
      for (const { label, each } of members(one, call))
        found.push(childOf(one, { call, module, label, each }, context));
      // One more than is used says that there are more.
      if (found.length > MAX_USES) return found;
    }
  }
  return found;
}

/** The module that a block uses, as that use of it. */
export function childOf(
  caller: Deployment,
  { call, module, label, each }: { call: Call; module: TfModule; label: string; each: Scope },
  context: ReadContext,
): Deployment {
  const name = `module.${call.name}${label}.`;
  return {
    module,
    prefix: caller.prefix + name,
    key: `${caller.key || `${caller.module.folder}:`}${name}`,
    home: homeOf(module.folder, context),
    use: { call, caller, each },
  };
}

const homes = new WeakMap<ReadContext, Map<string, string>>();

/** The folder that everything is deployed from, or the module's own when there are several: one account is not taken for another. */
function homeOf(folder: string, context: ReadContext): string {
  let known = homes.get(context);
  if (!known) {
    known = new Map();
    homes.set(context, known);
  }
  let home = known.get(folder);
  if (home === undefined) {
    const roots = rootsOf(folder, context);
    home = roots.size === 1 ? [...roots][0]! : folder;
    known.set(folder, home);
  }
  return home;
}

/** Modules that use this one, directly or through others, and that nobody uses; itself where they only use each other. */
function rootsOf(folder: string, context: ReadContext): Set<string> {
  const seen = new Set([folder]);
  const roots = new Set<string>();
  for (const one of seen) {
    const callers = callsOf(one, context).map((call) => folderOf(call.path));
    if (callers.length === 0) roots.add(one);
    for (const caller of callers) seen.add(caller);
  }
  return roots.size > 0 ? roots : new Set([folder]);
}
