import { edgesFrom, edgesTo, type Graph, type NodeOf } from '../inventory/graph.ts';
import type { Location } from '../model/index.ts';
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

/** Files of which other checks tell everything. */
const ELSEWHERE = ['ci', 'instruction'] as const;

export const check: Check = {
  id: 'NHI-SEC-011',
  *run(graph) {
    const here = literals(
      graph,
      (place, surfaces) => place.source !== 'history' && !ELSEWHERE.some((surface) => surfaces.has(surface)),
    );
    for (const { credential, locations: places } of here) {
      const locations = places.filter((place) => !isToldElsewhere(graph, credential, place));
      const found = { credential, locations };
      if (locations.length === 0 || isKeyMaterial(credential) || onlyNamed(graph, found)) continue;
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

/**
 * A credential that an agent is handed where it stands, one that an env file keeps under a name, and any in a deployment file have
 * checks of their own. What else such files hold (a comment, a line of code beside the agent) has not.
 */
function isToldElsewhere(graph: Graph, { id }: NodeOf<'credential'>, { path }: Location): boolean {
  const surfaces = graph.surfaces.get(path);
  if (surfaces?.has('deployment') && !surfaces.has('agent')) return true;
  if (surfaces?.has('env') && edgesFrom(graph, id, 'stored-in').some(({ to }) => to === `env-file:${path}`))
    return true;
  return (
    surfaces?.has('agent') === true &&
    edgesTo(graph, id, 'holds').some(({ locations }) => locations.some((place) => place.path === path))
  );
}

/** An export of an account names its access keys; without their secret halves that is an inventory, not a leak. */
function onlyNamed(graph: Graph, { credential, locations }: Found): boolean {
  return (
    credential.rule === 'aws-access-key-id' &&
    locations.every((place) => graph.surfaces.get(place.path)?.has('iam'))
  );
}
