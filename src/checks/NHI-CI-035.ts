import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { setting } from './scm/facts.ts';

export const check: Check = {
  id: 'NHI-CI-035',
  *run(graph) {
    for (const ruleset of nodesOf(graph, 'control').filter(
      (node) => node.mechanism === 'ruleset' && node.rule === 'gh-ruleset-nhi-bypass',
    )) {
      yield {
        rule: 'gh-ruleset-nhi-bypass',
        message: `${ruleset.name} may always be bypassed by ${setting(ruleset, 'machines')}.`,
        entities: [ruleset.id],
        locations: ruleset.locations,
        key: ruleset.id,
      };
    }
  },
};
