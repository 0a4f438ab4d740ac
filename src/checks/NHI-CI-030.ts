import { edgesFrom, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { daysSince } from './scm/facts.ts';

/** Days without use after which a key is taken for forgotten. */
const UNUSED = 90;

export const check: Check = {
  id: 'NHI-CI-030',
  *run(graph) {
    for (const key of nodesOf(graph, 'credential').filter(
      (node) => node.class === 'deploy-key' && (node.provider === 'github' || node.provider === 'gitlab'),
    )) {
      const prefix = key.provider === 'github' ? 'gh' : 'gl';
      const stores = edgesFrom(graph, key.id, 'stored-in').map((edge) => edge.to);
      const base = { entities: [key.id, ...stores], locations: key.locations };
      if (key.privilege === 'write')
        yield {
          ...base,
          rule: `${prefix}-deploy-key-write`,
          severity: 'high',
          key: `${key.id} write`,
          message: `Deploy key \`${key.name}\` may push: who has it changes what is built and released.`,
        };
      if (stores.length > 1)
        yield {
          ...base,
          rule: `${prefix}-deploy-key-reused`,
          severity: 'high',
          key: `${key.id} reused`,
          message: `One deploy key (\`${key.name}\`) opens ${stores.length} repositories; they cannot be revoked apart.`,
        };
      const idle = daysSince(graph, key.lastUsed);
      const age = daysSince(graph, key.lifetime.since);
      if (key.provider === 'github' && (idle ?? age ?? 0) > UNUSED)
        yield {
          ...base,
          rule: 'gh-deploy-key-stale',
          key: `${key.id} stale`,
          message: `Deploy key \`${key.name}\` ${idle === undefined ? `was made ${age} days ago and never used` : `was last used ${idle} days ago`}.`,
        };
      if (key.provider === 'gitlab' && key.lifetime.class === 'static')
        yield {
          ...base,
          rule: 'gl-deploy-key-no-expiry',
          key: `${key.id} expiry`,
          message: `Deploy key \`${key.name}\` has no end date.`,
        };
    }
  },
};
