import { nodesOf, sources } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Ways in which a policy is there and decides nothing. */
const NOT_ENFORCING = new Set([
  'agentcore-log-only',
  'opa-default-allow',
  'cedar-permit-all',
  'governance-advisory',
  'governance-default-allow',
  'governance-no-handshake',
]);

export const check: Check = {
  id: 'NHI-RTC-002',
  *run(graph) {
    for (const control of nodesOf(graph, 'control')) {
      if (
        control.stage !== 'evaluate' ||
        control.state !== 'ineffective' ||
        !control.rule ||
        !NOT_ENFORCING.has(control.rule)
      )
        continue;
      const governed = sources(graph, control.id, 'governed-by', 'tool');
      yield {
        rule: control.rule,
        confidence: control.confidence === 'low' ? 'medium' : 'high',
        message: `${control.mechanism} \`${control.name}\`${governed[0] ? ` of \`${governed[0].name}\`` : ''} does not enforce: ${control.why}.`,
        entities: [control.id, ...governed.map((tool) => tool.id)],
        locations: control.locations,
      };
    }
  },
};
