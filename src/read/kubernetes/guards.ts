import type { Observation } from '../../model/index.ts';
import { entries, get, text } from '../tree/tree.ts';
import type { KubeObject } from './documents.ts';
import { namespaceOf, placeOf } from './object.ts';

/** Network policies and the mesh's demand for mutual TLS: what stands between an agent and a tool inside the cluster. */
export function* readGuard(object: KubeObject): Generator<Observation> {
  const mesh = object.kind === 'PeerAuthentication';
  const mode = mesh ? (text(get(object.tree, 'spec', 'mtls', 'mode')) ?? 'UNSET') : 'ingress';
  const selector = get(object.tree, 'spec', mesh ? 'selector' : 'podSelector');
  const location = placeOf(object);
  yield {
    type: 'node',
    node: {
      kind: 'control',
      id: `control:${mesh ? 'mesh-mtls' : 'network-policy'}:${namespaceOf(object)}/${object.name}`,
      name: object.name,
      stage: 'evaluate',
      state: mesh && mode !== 'STRICT' ? 'ineffective' : 'present',
      mechanism: mesh ? 'mesh-mtls' : 'network-policy',
      searched: [object.path],
      settings: {
        namespace: { value: namespaceOf(object), location },
        mode: { value: mode, location },
        wholeNamespace: { value: entries(get(selector, 'matchLabels')).length === 0, location },
      },
      locations: [location],
      confidence: object.confidence,
    },
  };
}
