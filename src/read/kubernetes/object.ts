import type { Location, Setting } from '../../model/index.ts';
import { entries, get, locate, type Tree, text } from '../tree/tree.ts';
import type { KubeObject } from './documents.ts';

/** Namespace of an object; what a manifest leaves open is applied to `default` unless somebody says otherwise. */
export const namespaceOf = (object: KubeObject): string => object.namespace ?? 'default';

export const accountId = (namespace: string, name: string): string => `k8s:sa/${namespace}/${name}`;

export const workloadId = (object: KubeObject): string =>
  `k8s:${object.kind.toLowerCase()}/${namespaceOf(object)}/${object.name}`;

/** Place of the object itself: its name. */
export function placeOf(object: KubeObject): Location {
  return locate(
    object.path,
    get(object.tree, 'metadata', 'name') ?? get(object.tree, 'metadata') ?? object.tree,
  );
}

/** Where something inside the object stands; the object's own place when it is not written. */
export function placeIn(object: KubeObject, tree: Tree | undefined): Location {
  return tree ? locate(object.path, tree) : placeOf(object);
}

/** Annotations or labels as a plain map of texts. */
export function metadata(object: KubeObject, field: 'annotations' | 'labels'): Record<string, string> {
  return texts(get(object.tree, 'metadata', field));
}

/** A dict of scalars as a plain map of texts. */
export function texts(tree: Tree | undefined): Record<string, string> {
  return Object.fromEntries(
    entries(tree).flatMap((entry) => {
      const value = text(entry.value);
      return value === undefined ? [] : [[entry.key, value]];
    }),
  );
}

/** A scalar as a setting with its place. */
export function setting(object: KubeObject, tree: Tree | undefined): Setting | undefined {
  if (tree?.kind !== 'scalar' || tree.value === null) return undefined;
  return { value: tree.value, location: placeIn(object, tree) };
}

/** Settings that are written; the others are left out. */
export function settings(
  object: KubeObject,
  written: Record<string, Tree | undefined>,
): Record<string, Setting> {
  return Object.fromEntries(
    Object.entries(written).flatMap(([key, tree]) => {
      const found = setting(object, tree);
      return found ? [[key, found]] : [];
    }),
  );
}
