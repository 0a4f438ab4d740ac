import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { keyHolders } from './cloud/keys.ts';

export const check: Check = {
  id: 'NHI-CLD-020',
  *run(graph) {
    for (const { user, keys } of keyHolders(graph)) {
      if (user.type !== 'root') continue;
      for (const key of keys)
        if (key.active !== false)
          yield {
            rule: 'root-access-key',
            message: `${key.name[0]!.toUpperCase()}${key.name.slice(1)} is active: it can do everything in the account and no policy can stop it.`,
            fix: 'Move what uses it to a role, then delete the key; in an organization switch on central root access management and delete root credentials of member accounts.',
            entities: [user.id, key.id],
            locations: key.locations,
            key: key.id,
            factors: { R: 1, L: 1 },
          };
    }
    for (const root of nodesOf(graph, 'identity'))
      if (root.platform === 'aws' && root.type === 'root' && root.mfa === false)
        yield {
          rule: 'root-without-mfa',
          severity: 'high',
          message: `The root user of account ${root.account} has no second factor.`,
          fix: 'Register a hardware or passkey second factor, or remove the root credentials of member accounts altogether.',
          entities: [root.id],
          locations: root.locations,
          key: root.id,
        };
  },
};
