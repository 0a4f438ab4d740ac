import type { ReadContext, SourceFile } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { parseHcl } from '../tree/hcl.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, type Parsed, type Tree } from '../tree/tree.ts';

/** One resource or data source of a module, or of a plan. */
export interface TfResource {
  mode: 'resource' | 'data';
  type: string;
  name: string;
  /** `type.name`, as expressions refer to it. */
  address: string;
  body: Tree;
  path: string;
}

/** What the files of one folder declare together. */
export interface TfModule {
  folder: string;
  resources: TfResource[];
  byAddress: ReadonlyMap<string, TfResource>;
  /** Defaults of variables and values of locals, by the text that refers to them. */
  values: ReadonlyMap<string, Tree>;
}

const modules = new WeakMap<ReadContext, TfModule>();
const isConfiguration = (path: string): boolean => /\.tf(\.json)?$/.test(path);
export const parseTerraform = (file: SourceFile): Parsed =>
  file.path.endsWith('.json') ? parseJson(file.text) : parseHcl(file.text);

/** The module a file belongs to: all configuration files of its folder. The last one is kept, as files are read folder by folder. */
export function moduleOf(file: SourceFile, context: ReadContext): TfModule {
  const folder = folderOf(file.path);
  const known = modules.get(context);
  if (known?.folder === folder) return known;
  const files = filesOf(folder, context);
  const all = files.some((other) => other.path === file.path) ? files : [...files, file];
  const made = moduleFrom(folder, all);
  modules.set(context, made);
  return made;
}

/** Configuration files of one folder. */
export function filesOf(folder: string, context: ReadContext): SourceFile[] {
  return context.paths
    .filter((path) => isConfiguration(path) && folderOf(path) === folder)
    .flatMap((path) => context.open(path) ?? []);
}

/** The module that the files of a folder make together. */
export function moduleFrom(folder: string, files: readonly SourceFile[]): TfModule {
  const parsed = files.flatMap((file) => {
    const { tree } = parseTerraform(file);
    return tree ? [{ path: file.path, tree }] : [];
  });
  const resources = parsed.flatMap(({ path, tree }) => resourcesOf(tree, path));
  return {
    folder,
    resources,
    byAddress: new Map(
      resources.map((resource) => [
        resource.mode === 'data' ? `data.${resource.address}` : resource.address,
        resource,
      ]),
    ),
    values: new Map(parsed.flatMap(({ tree }) => valuesOf(tree))),
  };
}

function resourcesOf(tree: Tree, path: string): TfResource[] {
  return (['resource', 'data'] as const).flatMap((mode) =>
    entries(tree)
      .filter((entry) => entry.key === mode)
      .flatMap((kinds) => entries(kinds.value))
      .flatMap((kind) =>
        entries(kind.value).map(({ key, value }) => ({
          mode,
          type: kind.key,
          name: key,
          address: `${kind.key}.${key}`,
          body: value,
          path,
        })),
      ),
  );
}

function valuesOf(tree: Tree): [string, Tree][] {
  return entries(tree).flatMap((block): [string, Tree][] => {
    if (block.key === 'locals') return entries(block.value).map(({ key, value }) => [`local.${key}`, value]);
    if (block.key !== 'variable') return [];
    return entries(block.value).flatMap(({ key, value }): [string, Tree][] => {
      const fallback = get(value, 'default');
      return fallback ? [[`var.${key}`, fallback]] : [];
    });
  });
}

/** `terraform show -json` as a module: every expression is worked out already. */
export function planModule(file: SourceFile): TfModule {
  const resources = planResources(parseJson(file.text).tree, file.path);
  return {
    folder: file.path,
    resources,
    byAddress: new Map(resources.map((resource) => [resource.address, resource])),
    values: new Map(),
  };
}

/** Resources of `terraform show -json`, of a plan or a state, child modules included. */
export function planResources(tree: Tree | undefined, path: string): TfResource[] {
  const found: TfResource[] = [];
  const walk = (module: Tree | undefined) => {
    for (const resource of items(get(module, 'resources'))) {
      const type = get(resource, 'type');
      const name = get(resource, 'name');
      const body = get(resource, 'values');
      if (type?.kind !== 'scalar' || name?.kind !== 'scalar' || !body) continue;
      const mode = get(resource, 'mode');
      const address = get(resource, 'address');
      found.push({
        mode: mode?.kind === 'scalar' && mode.value === 'data' ? 'data' : 'resource',
        type: String(type.value),
        name: String(name.value),
        address: address?.kind === 'scalar' ? String(address.value) : `${type.value}.${name.value}`,
        body,
        path,
      });
    }
    for (const child of items(get(module, 'child_modules'))) walk(child);
  };
  walk(get(tree, 'planned_values', 'root_module') ?? get(tree, 'values', 'root_module'));
  return found;
}

/** Blocks or nested objects of a name: repeated blocks of HCL, lists of a plan, `dynamic` blocks by their content. */
export function blocks(body: Tree | undefined, name: string): Tree[] {
  return [
    ...writtenBlocks(body, name),
    ...dynamicBlocks(body, name).flatMap((dynamic) => get(dynamic, 'content') ?? []),
  ];
}

/** Blocks that are written out. */
export function writtenBlocks(body: Tree | undefined, name: string): Tree[] {
  return entries(body)
    .filter((entry) => entry.key === name)
    .flatMap(({ value }) => (value.kind === 'list' && !value.tag ? value.items : [value]));
}

/** `dynamic` blocks with what they iterate over. https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
export function dynamicBlocks(body: Tree | undefined, name: string): Tree[] {
  return entries(body)
    .filter((entry) => entry.key === 'dynamic')
    .flatMap((entry) => entries(entry.value))
    .filter((entry) => entry.key === name)
    .map((entry) => entry.value);
}
