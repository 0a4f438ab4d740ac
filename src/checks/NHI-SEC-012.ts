import type { Check } from './check.ts';
import { confidenceOf, describeFound, fixOf, literals, severityOf } from './secrets/found.ts';

export const check: Check = {
  id: 'NHI-SEC-012',
  *run(graph) {
    for (const found of literals(graph, (place) => place.source === 'history')) {
      const { credential, locations } = found;
      if (locations.length < credential.locations.length || credential.class === 'certificate') continue;
      const commits = [...new Set(locations.flatMap((place) => place.commit ?? []))];
      yield {
        rule: credential.rule,
        severity: severityOf(credential),
        confidence: confidenceOf(found),
        message: `Only in history, in ${commits.length === 1 ? `commit ${commits[0]!.slice(0, 12)}` : `${commits.length} commits`}: ${describeFound(found)}. Removing it from the files did not revoke it.`,
        fix: fixOf(credential),
        entities: [credential.id],
        locations,
        key: credential.fingerprint,
      };
    }
  },
};
