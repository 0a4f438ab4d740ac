import type { Confidence, ControlNode, Edge, Location, Observation, Setting } from '../../model/index.ts';

/** A piece of SPIRE configuration as a control node: what issues identities, or what says who gets one. */
export function control(
  mechanism: string,
  key: string,
  name: string,
  location: Location,
  settings: Record<string, Setting>,
  confidence: Confidence = 'high',
): ControlNode {
  return {
    kind: 'control',
    id: `control:${mechanism}:${key}`,
    name,
    stage: mechanism === 'spire-server' ? 'issue' : 'identify',
    state: 'present',
    mechanism,
    searched: [location.path],
    settings,
    locations: [location],
    confidence,
  };
}

/** A SPIFFE ID as an identity, governed by what issues it. */
export function* identity(id: string, governor: ControlNode): Generator<Observation> {
  const { locations, confidence } = governor;
  yield {
    type: 'node',
    node: {
      kind: 'identity',
      id,
      name: id.replace('spiffe://', ''),
      platform: 'spiffe',
      type: 'spiffe-id',
      human: false,
      locations,
      confidence,
    },
  };
  yield { type: 'edge', edge: { from: id, to: governor.id, kind: 'governed-by', locations, confidence } };
}

/** Selectors of one entry, sorted so that two entries can be compared. */
export const selectorText = (selectors: { type: string; value: string }[]): string =>
  selectors
    .map(({ type, value }) => `${type}:${value}`)
    .sort()
    .join('\n');

/** A pod's account that selectors name exactly gets the SPIFFE ID. */
export function* fromAccount(
  selectors: { type: string; value: string }[],
  id: string,
  governor: ControlNode,
): Generator<Observation> {
  const of = (prefix: string) =>
    selectors
      .find(({ type, value }) => type === 'k8s' && value.startsWith(prefix))
      ?.value.slice(prefix.length);
  const namespace = of('ns:');
  const account = of('sa:');
  if (!namespace || !account) return;
  const edge: Edge = {
    from: `k8s:sa/${namespace}/${account}`,
    to: id,
    kind: 'can-become',
    name: 'SPIRE entry',
    locations: governor.locations,
    confidence: governor.confidence,
  };
  const name = `${namespace}/${account}`;
  yield {
    type: 'node',
    node: {
      kind: 'identity',
      id: edge.from,
      name,
      platform: 'kubernetes',
      type: 'service-account',
      human: false,
      locations: governor.locations,
      confidence: 'medium',
    },
  };
  yield { type: 'edge', edge };
}
