import type { Check } from './check.ts';
import { agentHoldings, describe, harmlessBecause, holderName, holdingRoute } from './secrets/holdings.ts';

export const check: Check = {
  id: 'NHI-SEC-003',
  *run(graph) {
    for (const holding of agentHoldings(graph)) {
      const { edge, credential } = holding;
      if (edge.via !== 'url' || credential.reference === 'placeholder' || edge.labels?.['indirect']) continue;
      const literal = credential.reference === 'literal';
      const harmless = harmlessBecause(holding);
      yield {
        rule: literal ? (credential.rule ?? 'literal-in-url') : 'reference-in-url',
        severity: harmless
          ? 'info'
          : literal
            ? credential.rule && credential.class !== 'connection-string'
              ? 'critical'
              : 'high'
            : 'low',
        confidence: literal ? (credential.confidence === 'low' ? 'medium' : credential.confidence) : 'high',
        message: literal
          ? `An address of ${holderName(holding)} holds ${describe(credential)} (\`${edge.name}\`)${harmless ? `: ${harmless}` : ': addresses end up in logs, history and referrers'}.`
          : `An address of ${holderName(holding)} carries \`${credential.name}\` (\`${edge.name}\`): once filled in, it ends up in logs.`,
        entities: [edge.from, credential.id],
        route: holdingRoute(holding),
        locations: edge.locations,
        key: credential.fingerprint ?? credential.id,
      };
    }
  },
};
