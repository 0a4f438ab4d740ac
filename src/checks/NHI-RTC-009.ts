import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

const FAILS_OPEN = new Set([
  'hook-fails-open',
  'hook-exit-status',
  'hooks-disabled',
  'hook-script-missing',
  'ext-authz-fails-open',
]);

/** Blocking hooks and authorization filters that let the call through when they fail. */
export const check: Check = {
  id: 'NHI-RTC-009',
  *run(graph) {
    for (const control of nodesOf(graph, 'control')) {
      if (control.state !== 'ineffective' || !control.rule || !FAILS_OPEN.has(control.rule)) continue;
      yield {
        rule: control.rule,
        message: `${control.mechanism === 'envoy-ext-authz' ? 'Envoy filter' : 'Hook'} \`${control.name}\` fails open: ${control.why}.`,
        entities: [control.id],
        locations: control.locations,
      };
    }
  },
};
