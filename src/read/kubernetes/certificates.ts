import type { Observation } from '../../model/index.ts';
import { get } from '../tree/tree.ts';
import type { KubeObject } from './documents.ts';
import { namespaceOf, placeOf, settings } from './object.ts';

/** A cert-manager Certificate: who issues it and for how long (https://cert-manager.io/docs/usage/certificate/). */
export function* readCertificate(object: KubeObject): Generator<Observation> {
  yield {
    type: 'node',
    node: {
      kind: 'control',
      id: `control:cert-manager:${namespaceOf(object)}/${object.name}`,
      name: object.name,
      stage: 'issue',
      state: 'present',
      mechanism: 'cert-manager',
      searched: [object.path],
      settings: settings(object, {
        duration: get(object.tree, 'spec', 'duration'),
        isCA: get(object.tree, 'spec', 'isCA'),
      }),
      locations: [placeOf(object)],
      confidence: object.confidence,
    },
  };
}
