import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { short } from './cloud/holders.ts';

/** Below these a list of unused services says little. */
const LEAST_GRANTED = 4;
const LEAST_SHARE = 0.5;

export const check: Check = {
  id: 'NHI-CLD-011',
  *run(graph) {
    for (const identity of nodesOf(graph, 'identity')) {
      const facts = identity.unusedServices;
      if (!facts || identity.human === true || facts.granted < LEAST_GRANTED) continue;
      const share = facts.unused.length / facts.granted;
      if (share < LEAST_SHARE) continue;
      yield {
        rule: 'unused-services',
        severity: identity.agentBound || identity.privilege === 'admin' ? 'medium' : 'low',
        message: `\`${short(identity.name)}\` never used ${facts.unused.length} of the ${facts.granted} services it may use: ${facts.unused.slice(0, 6).join(', ')}${facts.unused.length > 6 ? ' …' : ''}.`,
        fix: `Take these services out of its policies: ${facts.unused.slice(0, 20).join(', ')}. A permissions boundary with the used ones keeps them out.`,
        entities: [identity.id],
        locations: identity.locations,
        key: identity.id,
      };
    }
  },
};
