import type { Check } from './check.ts';
import { agentHoldings, describe, harmlessBecause, holderName, holdingRoute } from './secrets/holdings.ts';

export const check: Check = {
  id: 'NHI-SEC-001',
  *run(graph) {
    for (const holding of agentHoldings(graph)) {
      const { edge, credential } = holding;
      // Command lines and addresses have their own checks; what an env file holds is reported where it stands.
      if (
        credential.reference !== 'literal' ||
        edge.via === 'arg' ||
        edge.via === 'url' ||
        edge.labels?.['indirect']
      )
        continue;
      const harmless = harmlessBecause(holding);
      yield {
        rule: credential.rule,
        confidence: credential.confidence,
        // What is a credential by its name and shape alone very likely is one; what it opens is a guess.
        severity: harmless
          ? 'info'
          : credential.privilege === 'read' || credential.confidence !== 'high'
            ? 'high'
            : undefined,
        message: `The configuration holds ${describe(credential)} as a literal in ${edge.name ? `\`${edge.name}\`` : 'a field'} of ${holderName(holding)}${harmless ? `; ${harmless}` : ''}.`,
        entities: [edge.from, credential.id],
        route: holdingRoute(holding),
        locations: edge.locations,
        key: credential.fingerprint,
      };
    }
  },
};
