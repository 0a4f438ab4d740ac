import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { short } from './cloud/holders.ts';

/** The default of a role; longer must have been asked for. */
const HOUR = 3600;

export const check: Check = {
  id: 'NHI-CLD-006',
  *run(graph) {
    for (const role of nodesOf(graph, 'identity')) {
      if (role.platform !== 'aws' || !role.agentBound || (role.maxSessionSeconds ?? 0) <= HOUR) continue;
      const hours = Math.round((role.maxSessionSeconds! / HOUR) * 10) / 10;
      yield {
        rule: 'long-session',
        severity: role.privilege === 'admin' || role.privilege === 'privileged' ? 'high' : 'medium',
        message: `Sessions of role \`${short(role.name)}\`, which an agent uses (${role.agentBound}), may last ${hours} hours: what a task leaves behind works on after it.`,
        fix: `Set \`MaxSessionDuration\` to 3600, ask for \`DurationSeconds\` no longer than the task, and hand over a session policy and a \`SourceIdentity\` that name the task.`,
        entities: [role.id],
        locations: role.locations,
        key: role.id,
        factors: { L: hours >= 12 ? 0.5 : 0.25 },
      };
    }
  },
};
