import type { ReadContext, SourceFile } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { parseHcl } from '../tree/hcl.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, type Parsed, type Tree } from '../tree/tree.ts';

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

/** An expression with the file it stands in. */
export interface Placed {
  tree: Tree;
  path: string;
}

/** What the files of one folder declare together. */
export interface TfModule {
  folder: string;
  resources: TfResource[];
  byAddress: ReadonlyMap<string, TfResource>;
  /** Defaults, types and given values of variables, values of locals and of outputs: by `var.`, `type.`, `nullable.`, `tfvars.`,
   * `local.` or `output.` and name. */
  values: ReadonlyMap<string, Placed>;
  /** Bodies of `module` blocks, by name. */
  calls: ReadonlyMap<string, Placed>;
}

/** True for configuration in either syntax. */
export const isConfiguration = (path: string): boolean => /\.tf(\.json)?$/.test(path);
/** Values that Terraform loads without being told. https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence */
const isLoaded = (path: string): boolean =>
  /(?:^|\/)(?:terraform|[^/]+\.auto)\.tfvars(?:\.json)?$/.test(path);

export const parseTerraform = (file: SourceFile): Parsed =>
  file.path.endsWith('.json') ? parseJson(file.text) : parseHcl(file.text);

/** Modules kept parsed: those that use one another are read together, and most trees have fewer. */
const MAX_KEPT = 256;

interface Known {
  /** Configuration files, and files of variables that Terraform loads by itself, by folder. */
  paths: ReadonlyMap<string, string[]>;
  modules: Map<string, TfModule>;
}
const known = new WeakMap<ReadContext, Known>();

function knownIn(context: ReadContext): Known {
  let found = known.get(context);
  if (!found) {
    const paths = new Map<string, string[]>();
    for (const path of context.paths.filter((one) => isConfiguration(one) || isLoaded(one))) {
      const folder = folderOf(path);
      paths.set(folder, [...(paths.get(folder) ?? []), path]);
    }
    found = { paths, modules: new Map() };
    known.set(context, found);
  }
  return found;
}

/** The module a file belongs to: all configuration files of its folder. */
export function moduleOf(file: SourceFile, context: ReadContext): TfModule {
  const folder = folderOf(file.path);
  // A file the tree does not list stands by itself.
  return knownIn(context).paths.get(folder)?.includes(file.path)
    ? moduleAt(folder, context)
    : moduleFrom(folder, [file]);
}

/** The module that the files of a folder make together. */
export function moduleAt(folder: string, context: ReadContext): TfModule {
  const { paths, modules } = knownIn(context);
  const kept = modules.get(folder);
  if (kept) return kept;
  const made = moduleFrom(
    folder,
    (paths.get(folder) ?? []).flatMap((path) => context.open(path) ?? []),
  );
  const oldest = modules.size >= MAX_KEPT ? modules.keys().next().value : undefined;
  if (oldest !== undefined) modules.delete(oldest);
  modules.set(folder, made);
  return made;
}

function moduleFrom(folder: string, files: readonly SourceFile[]): TfModule {
  const all = files.flatMap((file) => {
    const { tree } = parseTerraform(file);
    return tree ? [{ path: file.path, tree }] : [];
  });
  const parsed = all.filter(({ path }) => isConfiguration(path));
  const applied = all.filter(({ path }) => !isConfiguration(path));
  const resources = parsed.flatMap(({ path, tree }) => resourcesOf(tree, path));
  return {
    folder,
    resources,
    byAddress: new Map(resources.map((one) => [addressOf(one), one])),
    values: new Map([
      ...parsed.flatMap(({ tree, path }) => valuesOf(tree, path)),
      ...applied.flatMap(({ tree, path }) =>
        entries(tree).map(({ key, value }) => [`tfvars.${key}`, { tree: value, path }] as const),
      ),
    ]),
    calls: new Map(
      parsed.flatMap(({ tree, path }) =>
        entries(tree)
          .filter(({ key }) => key === 'module')
          .flatMap(({ value }) => entries(value))
          .map(({ key, value }) => [key, { tree: value, path }]),
      ),
    ),
  };
}

/** How expressions refer to a resource or data source. */
export const addressOf = ({ mode, address }: Pick<TfResource, 'mode' | 'address'>): string =>
  mode === 'data' ? `data.${address}` : address;

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

/** Blocks that give a name a value or a type, and the argument with it. */
const NAMED: Record<string, [prefix: string, argument: string][]> = {
  variable: [
    ['var', 'default'],
    ['type', 'type'],
    ['nullable', 'nullable'],
  ],
  output: [['output', 'value']],
};

function valuesOf(tree: Tree, path: string): [string, Placed][] {
  return entries(tree).flatMap((block): [string, Placed][] => {
    if (block.key === 'locals')
      return entries(block.value).map(({ key, value }) => [`local.${key}`, { tree: value, path }]);
    return entries(block.value).flatMap(({ key, value }) =>
      (NAMED[block.key] ?? []).flatMap(([prefix, argument]): [string, Placed][] => {
        const given = get(value, argument);
        return given ? [[`${prefix}.${key}`, { tree: given, path }]] : [];
      }),
    );
  });
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

/** All expressions below a body, as text. */
export function* expressions(tree: Tree | undefined): Generator<string> {
  if (!tree) return;
  if (tree.kind === 'scalar') {
    if (typeof tree.value === 'string' && (tree.tag === '!expr' || tree.value.includes('${')))
      yield tree.value;
  } else if (tree.kind === 'list') for (const item of tree.items) yield* expressions(item);
  else
    for (const { key, value } of entries(tree)) {
      if (key.includes('${')) yield key;
      yield* expressions(value);
    }
}

/** True where an expression below a body names something. */
export function mentions(body: Tree, name: string): boolean {
  for (const text of expressions(body)) if (text.includes(name)) return true;
  return false;
}
