import picomatch from 'picomatch';
import type { Observation, ReadContext } from '../../../model/index.ts';
import { entries, get, items, type Tree, text } from '../../tree/tree.ts';
import { parseYaml } from '../../tree/yaml.ts';

/** A file that a pipeline takes in from its own repository. */
export interface Included {
  path: string;
  source: string;
  tree: Tree;
}

/** GitLab follows 150 includes; the limit here keeps a circle from being one. */
const MOST = 150;

/** Files included from the same repository, theirs among them, and a gap for each that is not in it (https://docs.gitlab.com/ci/yaml/includes/). */
export function includesOf(
  path: string,
  root: Tree,
  context: ReadContext,
): { files: Included[]; gaps: Observation[] } {
  const files = new Map<string, Included>();
  const gaps: Observation[] = [];
  const follow = (from: string, tree: Tree) => {
    for (const item of listed(tree)) {
      const { local, foreign } = wanted(item);
      if (local === undefined)
        gaps.push(gap(from, `${foreign} is outside the scan; its jobs and variables are unknown`));
      else for (const name of matching(local, context)) open(from, name);
    }
  };
  const open = (from: string, name: string) => {
    if (name === path || files.has(name) || files.size >= MOST) return;
    const opened = context.open(name);
    const tree = opened && parseYaml(opened.text).at(-1)?.tree;
    if (!opened || tree?.kind !== 'dict') {
      gaps.push(gap(from, `${name} is not in the files read; its jobs and variables are unknown`));
      return;
    }
    files.set(name, { path: name, source: opened.text, tree });
    follow(name, tree);
  };
  follow(path, root);
  return { files: [...files.values()], gaps };
}

/** `include` is one entry or a list. */
function listed(tree: Tree): Tree[] {
  const list = get(tree, 'include');
  return list?.kind === 'dict' ? [list] : items(list, true);
}

function wanted(item: Tree): { local?: string; foreign?: string } {
  const elsewhere = entries(item).find(({ key }) =>
    ['remote', 'project', 'template', 'component'].includes(key),
  );
  const local = text(get(item, 'local')) ?? text(item);
  if (elsewhere) return { foreign: `${elsewhere.key} ${text(elsewhere.value) ?? ''}`.trim() };
  return !local || /^https?:/.test(local) ? { foreign: local ?? 'an include of unknown kind' } : { local };
}

/** Paths of a local include, which may hold `*` and `**`. */
function matching(local: string, { paths }: ReadContext): string[] {
  const name = local.replace(/^\.?\//, '');
  if (!name.includes('*')) return [name];
  const fits = picomatch(name, { dot: true });
  return paths.filter((path) => fits(path));
}

function gap(where: string, why: string): Observation {
  return { type: 'gap', gap: { what: 'included pipeline', where, why } };
}
