import type { Location } from '../../model/index.ts';
import type { TextSpan } from '../../util/position.ts';

/** A stretch of the source text: offsets in UTF-16 code units, lines and columns 1-based. */
export type Span = TextSpan;

/** One value of a JSON, YAML, TOML or HCL document with its exact place, so that readers need to know one shape only. */
export type Tree = ScalarTree | ListTree | DictTree;

export interface ScalarTree {
  kind: 'scalar';
  value: string | number | boolean | null;
  span: Span;
  pointer: string;
  /** How the scalar is written; block scalars need care when a place inside them is wanted. */
  style: 'plain' | 'quoted' | 'block';
  /** YAML or CloudFormation tag such as `!Ref`, when there is one. */
  tag?: string;
}
export interface ListTree {
  kind: 'list';
  items: Tree[];
  span: Span;
  pointer: string;
  tag?: string;
}
export interface DictTree {
  kind: 'dict';
  /** In source order. A key that occurs twice stands twice. */
  entries: { key: string; keySpan: Span; value: Tree }[];
  span: Span;
  pointer: string;
  tag?: string;
}

/** A parsed document and what was wrong with it; the tree holds all that could be read. */
export interface Parsed {
  tree: Tree | undefined;
  errors: { message: string; line: number; column: number }[];
}

/** The value under a chain of keys or list indexes; undefined where the chain breaks. Of a repeated key the last wins, as parsers do. */
export function get(tree: Tree | undefined, ...path: (string | number)[]): Tree | undefined {
  let here = tree;
  for (const step of path) {
    if (here?.kind === 'dict') here = here.entries.findLast((entry) => entry.key === String(step))?.value;
    else if (here?.kind === 'list' && typeof step === 'number') here = here.items[step];
    else return undefined;
  }
  return here;
}

/** Entries of a dict, or none. */
export function entries(tree: Tree | undefined): DictTree['entries'] {
  return tree?.kind === 'dict' ? tree.entries : [];
}

/** Items of a list, or none. A scalar counts as a list of one when `lenient` is set, as many formats allow. */
export function items(tree: Tree | undefined, lenient = false): Tree[] {
  if (tree?.kind === 'list') return tree.items;
  return lenient && tree?.kind === 'scalar' && tree.value !== null ? [tree] : [];
}

/** Text of a scalar; numbers and booleans as written by JSON; undefined for null, lists and dicts. */
export function text(tree: Tree | undefined): string | undefined {
  if (tree?.kind !== 'scalar' || tree.value === null) return undefined;
  return String(tree.value);
}

export function bool(tree: Tree | undefined): boolean | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'boolean' ? tree.value : undefined;
}

export function num(tree: Tree | undefined): number | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'number' ? tree.value : undefined;
}

/** The place of a tree or a key in a file, as a location. */
export function locate(path: string, at: Tree | Span | undefined, note?: string): Location {
  if (!at) return { path, startLine: 1, startColumn: 1, note };
  const span = 'span' in at ? at.span : at;
  const { startLine, startColumn, endLine, endColumn } = span;
  const pointer = 'span' in at ? at.pointer : undefined;
  return {
    path,
    startLine,
    startColumn,
    endLine,
    endColumn,
    ...(pointer ? { pointer } : {}),
    ...(note ? { note } : {}),
  };
}

/** Plain value of a tree, for policy documents. Tags become `{ "<tag>": value }` so that nothing is taken for a literal. */
export function plain(tree: Tree | undefined): unknown {
  if (!tree) return undefined;
  const value =
    tree.kind === 'scalar'
      ? tree.value
      : tree.kind === 'list'
        ? tree.items.map(plain)
        : Object.fromEntries(tree.entries.map((entry) => [entry.key, plain(entry.value)]));
  return tree.tag ? { [tree.tag]: value } : value;
}

/** Every scalar below a tree, with the chain of keys to it. */
export function* scalars(
  tree: Tree | undefined,
  keys: string[] = [],
): Generator<{ keys: string[]; scalar: ScalarTree }> {
  if (!tree) return;
  if (tree.kind === 'scalar') yield { keys, scalar: tree };
  else if (tree.kind === 'list')
    for (const [i, item] of tree.items.entries()) yield* scalars(item, [...keys, String(i)]);
  else for (const entry of tree.entries) yield* scalars(entry.value, [...keys, entry.key]);
}

/** One step of a JSON pointer, escaped (RFC 6901). */
export function step(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
