import { posix } from 'node:path';
import type { ReadContext } from '../../model/index.ts';
import { readPython } from './python.ts';
import { bindingsOf, type FunctionFact, type Source, type Value } from './source.ts';
import { readTypescript } from './typescript.ts';

/** Imports are followed this many files per scanned root and file: an agent's tools are one or two files away. */
const MAX_FOLLOWED = 25;

/** What a name means, and in which file. */
export interface Found {
  source: Source;
  value?: Value;
  fn?: FunctionFact;
  class?: Source['classes'][number];
}

/** Follows names through the imports of one scanned tree. Files are read and parsed at most once. */
export interface Project {
  find(source: Source, name: string, within?: string): Found | undefined;
}

interface Memory {
  paths: Set<string>;
  sources: Map<string, Source | undefined>;
}
const memories = new WeakMap<readonly string[], Memory>();

export function projectOf(context: ReadContext): Project {
  let memory = memories.get(context.paths);
  if (!memory) {
    memory = { paths: new Set(context.paths), sources: new Map() };
    memories.set(context.paths, memory);
  }
  const { paths, sources } = memory;
  let followed = 0;

  function load(path: string): Source | undefined {
    if (sources.has(path)) return sources.get(path);
    if (followed++ >= MAX_FOLLOWED) return undefined;
    const file = context.open(path);
    const source = file && (path.endsWith('.py') ? readPython : readTypescript)(path, file.text);
    sources.set(path, source);
    return source;
  }

  function find(source: Source, name: string, within?: string, depth = 0): Found | undefined {
    const bare = name.replace(/^(self|this|cls)\./, '');
    const bindings = bindingsOf(source, bare);
    const binding =
      bindings.findLast((b) => b.within === within) ??
      bindings.findLast((b) => b.within === undefined) ??
      bindings.at(-1);
    if (binding) {
      if (binding.value.kind === 'name' && binding.value.name !== bare && depth < 6)
        return (
          find(source, binding.value.name, binding.within, depth + 1) ?? { source, value: binding.value }
        );
      return { source, value: binding.value };
    }
    const fn = source.functions.findLast((one) => one.name === bare);
    if (fn) return { source, fn };
    const own = source.classes.find((one) => one.name === bare);
    if (own) return { source, class: own };
    return depth < 4 ? imported(source, bare, depth) : undefined;
  }

  function imported(source: Source, name: string, depth: number): Found | undefined {
    const [head = '', ...rest] = name.split('.');
    const qualified = source.imports.get(head);
    if (!qualified) return undefined;
    const full = [qualified, ...rest].join('.');
    const cut = full.lastIndexOf('.');
    const local = full.slice(cut + 1);
    for (const path of candidates(source, full.slice(0, cut), local)) {
      if (!paths.has(path) || path === source.path) continue;
      const other = load(path);
      const found = other && find(other, local, undefined, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  return { find };
}

/** Files that a module name may mean, nearest first. */
function candidates(source: Source, module: string, name: string): string[] {
  const dir = posix.dirname(source.path);
  if (source.language === 'python') {
    const dots = /^\.+/.exec(module)?.[0].length ?? 0;
    const rest = module.slice(dots).replaceAll('.', '/');
    const inside = (base: string) =>
      [`${rest}.py`, `${rest}/__init__.py`, `${rest}/${name}.py`].map((p) =>
        posix.normalize(posix.join(base, p)),
      );
    if (dots > 0) return inside(posix.join(dir, '../'.repeat(dots - 1)));
    return above(dir).flatMap((base) => [...inside(base), ...inside(posix.join(base, 'src'))]);
  }
  const endings = ['.ts', '.tsx', '.js', '.mjs', '.jsx', '/index.ts', '/index.tsx', '/index.js'];
  const expand = (path: string) =>
    endings.map((ending) => path.replace(/\.(js|ts|mjs|tsx|jsx)$/, '') + ending);
  if (module.startsWith('.')) return expand(posix.normalize(posix.join(dir, module)));
  const alias = /^(?:@|~|#)\/(.+)$/.exec(module)?.[1];
  if (!alias) return [];
  return above(dir).flatMap((base) => [
    ...expand(posix.join(base, alias)),
    ...expand(posix.join(base, 'src', alias)),
  ]);
}

/** A folder and those above it, up to the root. */
function above(dir: string): string[] {
  const list = [dir];
  for (let here = dir; here !== '.' && here !== '/'; here = posix.dirname(here))
    list.push(posix.dirname(here));
  return list;
}
