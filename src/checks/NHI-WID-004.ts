import { nodesOf, sources } from '../inventory/graph.ts';
import type { Check } from './check.ts';

const RULES = new Set(['jwt-audience-not-pinned', 'jwt-not-verified']);

/** Token checks that accept tokens meant for somebody else, or signed by nobody. */
export const check: Check = {
  id: 'NHI-WID-004',
  *run(graph) {
    for (const control of nodesOf(graph, 'control')) {
      if (
        control.stage !== 'identify' ||
        control.state !== 'ineffective' ||
        !control.rule ||
        !RULES.has(control.rule)
      )
        continue;
      const endpoints = [
        ...sources(graph, control.id, 'governed-by', 'tool'),
        ...sources(graph, control.id, 'governed-by', 'agent'),
      ];
      yield {
        rule: control.rule,
        message: `${endpoints[0] ? `\`${endpoints[0].name}\`` : `\`${control.locations[0]?.path}\``} accepts tokens that were not issued for it: ${control.why}.`,
        entities: [control.id, ...endpoints.map((node) => node.id)],
        locations: control.locations,
      };
    }
  },
};
