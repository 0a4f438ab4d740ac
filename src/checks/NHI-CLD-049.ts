import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-049',
  *run(graph) {
    for (const policy of nodesOf(graph, 'control')) {
      if (policy.mechanism !== 'entra-app-management') continue;
      const { isEnabled, restrictions } = policy.settings ?? {};
      const off = isEnabled?.value !== true;
      if (!off && Number(restrictions?.value ?? 0) > 0) continue;
      yield {
        message: off
          ? 'The default app management policy is off: applications may have secrets of any lifetime.'
          : 'The default app management policy restricts no client secret.',
        entities: [policy.id],
        locations: [isEnabled?.location, ...policy.locations].filter((place) => place !== undefined),
        key: policy.id,
      };
    }
  },
};
