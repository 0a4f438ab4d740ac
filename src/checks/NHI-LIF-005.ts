import type { Check } from './check.ts';
import { groups, namesOf } from './runtime/groups.ts';

/** Agents of the strictest tier whose access nothing ends. One finding a project. */
export const check: Check = {
  id: 'NHI-LIF-005',
  *run(graph) {
    for (const { key, subjects } of groups(
      graph,
      'project',
      ({ row, tier }) => tier.level === 1 && row.revoke.state === 'absent',
    )) {
      const first = subjects[0]!;
      yield {
        rule: 'nothing-revokes',
        message: `${namesOf(subjects)}: ${first.tier.why}, and ${first.row.revoke.why}; nothing revokes it when the task is done or the agent has to be stopped.`,
        entities: [...subjects.map(({ agent }) => agent.id), ...first.row.revoke.evidence].slice(0, 20),
        locations: subjects.flatMap(({ agent }) => agent.locations.slice(0, 1)).slice(0, 10),
        key,
      };
    }
  },
};
