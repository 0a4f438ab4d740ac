import type { Graph } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import {
  confidenceOf,
  describeFound,
  type Found,
  fixOf,
  isKeyMaterial,
  literals,
  severityOf,
} from './secrets/found.ts';

/** Files with these roles have checks of their own. */
const ELSEWHERE = ['agent', 'ci', 'deployment', 'env', 'instruction'] as const;

export const check: Check = {
  id: 'NHI-SEC-011',
  *run(graph) {
    const here = literals(
      graph,
      (place, surfaces) => place.source !== 'history' && !ELSEWHERE.some((surface) => surfaces.has(surface)),
    );
    for (const found of here) {
      const { credential, locations } = found;
      if (isKeyMaterial(credential) || onlyNamed(graph, found)) continue;
      const files = new Set(locations.map((place) => place.path)).size;
      yield {
        rule: credential.rule,
        severity: severityOf(credential),
        confidence: confidenceOf(found),
        message: `${describeFound(found)}${files > 1 ? `; in ${files} files` : ''}.`,
        fix: fixOf(credential),
        entities: [credential.id],
        locations,
        key: credential.fingerprint,
      };
    }
  },
};

/** An export of an account names its access keys; without their secret halves that is an inventory, not a leak. */
function onlyNamed(graph: Graph, { credential, locations }: Found): boolean {
  return (
    credential.rule === 'aws-access-key-id' &&
    locations.every((place) => graph.surfaces.get(place.path)?.has('iam'))
  );
}
