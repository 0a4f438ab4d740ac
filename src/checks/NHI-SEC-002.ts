import type { Check } from './check.ts';
import { agentHoldings, describe, holderName, holdingRoute } from './secrets/holdings.ts';

export const check: Check = {
  id: 'NHI-SEC-002',
  *run(graph) {
    for (const holding of agentHoldings(graph)) {
      const { edge, credential } = holding;
      if (edge.via !== 'arg' || !holding.tool || credential.reference === 'placeholder') continue;
      const literal = credential.reference === 'literal';
      yield {
        rule: literal ? (credential.rule ?? 'literal-on-command-line') : 'reference-on-command-line',
        severity: literal ? 'critical' : 'medium',
        confidence: literal ? credential.confidence : edge.labels?.['unresolved'] ? 'low' : 'high',
        message: literal
          ? `The command line of ${holderName(holding)} holds ${describe(credential)} as a literal (\`${edge.name}\`): it shows in process lists and logs as well.`
          : `The command line of ${holderName(holding)} carries \`${credential.name}\` (\`${edge.name}\`): once filled in, its value shows in process lists and logs.`,
        fix: literal
          ? undefined
          : `Hand \`${credential.name}\` over in the environment of this one server (\`env\`) instead of in its arguments.`,
        entities: [edge.from, credential.id],
        route: holdingRoute(holding),
        locations: edge.locations,
        key: credential.fingerprint ?? credential.id,
      };
    }
  },
};
