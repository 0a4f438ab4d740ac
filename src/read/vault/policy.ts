import type { Location } from '../../model/index.ts';
import { parseHcl } from '../tree/hcl.ts';
import { parseJson } from '../tree/json.ts';
import { entries, get, items, type Tree, text } from '../tree/tree.ts';

export interface PathRule {
  path: string;
  capabilities: string[];
  location: Location;
}

/** `path "secret/*" { capabilities = ["read"] }`, in HCL or JSON (https://developer.hashicorp.com/vault/docs/concepts/policies). */
export function pathRules(source: string, place: (tree: Tree | undefined) => Location): PathRule[] {
  const { tree } = source.trimStart().startsWith('{') ? parseJson(source) : parseHcl(source);
  return entries(tree)
    .filter((entry) => entry.key === 'path')
    .flatMap((entry) => entries(entry.value))
    .flatMap(({ key, keySpan, value }) => {
      const capabilities = items(get(value, 'capabilities')).flatMap((item) => text(item) ?? []);
      const older = text(get(value, 'policy'));
      const all = capabilities.length > 0 ? capabilities : older ? [older] : [];
      return all.length > 0
        ? [{ path: key, capabilities: all, location: place({ ...value, span: keySpan }) }]
        : [];
    });
}
