import type { Confidence } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, type Parsed, type Tree, text } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { isTemplate, withoutActions } from './template.ts';

/** One object of the Kubernetes API as found in a manifest, a rendered chart or `kubectl get -o json`. */
export interface KubeObject {
  kind: string;
  apiVersion: string;
  name: string;
  /** As written; undefined for cluster-scoped objects and for manifests that leave it to the one who applies them. */
  namespace?: string;
  tree: Tree;
  path: string;
  /** Low when it stands in an unrendered template. */
  confidence: Confidence;
  /** Item of a List, as `kubectl get` prints many objects. */
  listed: boolean;
}

export interface Documents {
  objects: KubeObject[];
  errors: Parsed['errors'];
  /** The text holds template actions that only a rendering resolves. */
  unrendered: boolean;
}

/** Actions of a chart's own values, as opposed to templates that an object carries inside (alerts, ClusterSPIFFEIDs, workflow steps). */
const ACTION =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Files)|\$|include|template|if|with|range|define|end|else|toYaml|tpl|fromYaml|printf|quote|default)\b/;

/** Objects of a file: several YAML documents, a List, or JSON. Things that are no Kubernetes objects are left out without a word. */
export function readObjects(path: string, source: string): Documents {
  if (path.endsWith('.json')) return objectsOf(path, [parseJson(source)], false);
  const templated = isTemplate(source) && (/(?:^|\/)templates\//.test(path) || ACTION.test(source));
  if (!templated) return objectsOf(path, parseYaml(source), false);
  // What reads as YAML without any error and was not found in a chart is rendered already.
  const parsed = parseYaml(source);
  const rendered = !/(?:^|\/)templates\//.test(path) && parsed.every(({ errors }) => errors.length === 0);
  return rendered ? objectsOf(path, parsed, false) : objectsOf(path, parseYaml(withoutActions(source)), true);
}

function objectsOf(path: string, parsed: Parsed[], unrendered: boolean): Documents {
  const objects: KubeObject[] = [];
  for (const { tree } of parsed)
    collect(tree, { path, confidence: unrendered ? 'low' : 'high', listed: false }, objects);
  return { objects, errors: parsed.flatMap(({ errors }) => errors), unrendered };
}

function collect(
  tree: Tree | undefined,
  base: Pick<KubeObject, 'path' | 'confidence' | 'listed'>,
  into: KubeObject[],
): void {
  if (tree?.kind === 'list') {
    for (const item of tree.items) collect(item, base, into);
    return;
  }
  const kind = text(get(tree, 'kind'));
  const apiVersion = text(get(tree, 'apiVersion'));
  if (!tree || !kind || apiVersion === undefined) return;
  if (kind.endsWith('List') && get(tree, 'items')) {
    for (const item of items(get(tree, 'items')))
      collect(withKind(item, kind.slice(0, -4), apiVersion), { ...base, listed: true }, into);
    return;
  }
  const name = text(get(tree, 'metadata', 'name')) ?? text(get(tree, 'metadata', 'generateName'));
  if (!name) return;
  into.push({ kind, apiVersion, name, namespace: text(get(tree, 'metadata', 'namespace')), tree, ...base });
}

/** Items of a typed list such as `RoleList` may leave out what the list says already. */
function withKind(item: Tree, kind: string, apiVersion: string): Tree {
  if (item.kind !== 'dict' || get(item, 'kind') || kind === '') return item;
  const scalar = (value: string): Tree => ({
    kind: 'scalar',
    value,
    span: item.span,
    pointer: item.pointer,
    style: 'plain',
  });
  const added = Object.entries({ kind, apiVersion }).map(([key, value]) => ({
    key,
    keySpan: item.span,
    value: scalar(value),
  }));
  return { ...item, entries: [...entries(item), ...added] };
}
