import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { describeFound, fixOf, literals, severityOf } from './secrets/found.ts';

const ASKED: Record<string, string> = {
  paste: 'a credential written into them',
  ask: 'the user write a credential into the talk',
  show: 'the agent write a credential into its output',
};

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
    for (const credential of nodesOf(graph, 'credential')) {
      const how = credential.labels?.['asked'];
      if (!how) continue;
      yield {
        rule: 'asks-for-secret',
        severity: 'medium',
        confidence: credential.confidence,
        message: `The instructions have ${ASKED[how]}: from then on it stands in the text that every run sends to a model provider.`,
        fix: "Name the variable or the secret store the agent's tool reads it from, and say that the value is never to be written here or in the talk.",
        entities: [credential.id],
        locations: credential.locations,
      };
    }
  },
};
