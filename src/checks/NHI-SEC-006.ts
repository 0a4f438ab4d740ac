import type { Check } from './check.ts';
import { describeFound, fixOf, literals, severityOf } from './secrets/found.ts';

export const check: Check = {
  id: 'NHI-SEC-006',
  *run(graph) {
    for (const found of literals(
      graph,
      (place, surfaces) => place.source !== 'history' && surfaces.has('instruction'),
    )) {
      const { credential, locations } = found;
      if (credential.class === 'certificate') continue;
      yield {
        rule: credential.rule,
        severity: severityOf(credential),
        confidence: credential.confidence,
        message: `Instructions or memory of an agent hold ${describeFound(found)}: every run sends it to a model provider.`,
        fix: fixOf(credential),
        entities: [credential.id],
        locations,
        key: credential.fingerprint,
      };
    }
  },
};
