import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { short } from './cloud/holders.ts';

export const check: Check = {
  id: 'NHI-CLD-021',
  *run(graph) {
    for (const user of nodesOf(graph, 'identity')) {
      if (user.platform !== 'aws' || user.type !== 'user' || user.console !== true || user.human === true)
        continue;
      const never = user.labels?.['console'] === 'never used';
      const strong = user.privilege === 'admin' || user.privilege === 'privileged';
      yield {
        rule: 'machine-with-password',
        severity: user.mfa === false && strong ? 'high' : 'medium',
        message: `\`${short(user.name)}\` looks like a machine and has a console password${never ? ' that was never used' : ''}${user.mfa === false ? ' without a second factor' : ''}${user.agentBound ? ` (${user.agentBound})` : ''}.`,
        fix: `Delete the password: \`aws iam delete-login-profile --user-name ${short(user.name)}\`. A person who needs the console gets an identity of their own.`,
        entities: [user.id],
        locations: user.locations,
        key: user.id,
      };
    }
  },
};
