import { isAutonomous } from '../inventory/action/tier.ts';
import type { Check } from './check.ts';
import { groups, namesOf, severityOf, verb } from './runtime/groups.ts';

/** Agents whose risky tools run with neither a decision point nor a person in front of them. */
export const check: Check = {
  id: 'NHI-RTC-001',
  *run(graph) {
    const found = groups(
      graph,
      'file',
      ({ agent, row, tier, open }) =>
        row.evaluate.state === 'absent' && tier.level < 3 && open.length > 0 && isAutonomous(agent),
    );
    for (const { key, subjects } of found) {
      const first = subjects[0]!;
      const open = first.open[0]!;
      yield {
        // A name alone says what the tool does: enough to look, not to alarm.
        severity: first.agent.autonomy.confidence === 'low' ? 'medium' : severityOf(first),
        confidence: first.agent.autonomy.confidence === 'low' ? 'low' : 'medium',
        message: `${namesOf(subjects)} ${verb(subjects, 'call', 'calls')} tools that change things with no policy decision in between: ${first.tier.why}, and \`${open.name}\` runs unasked.`,
        entities: [...subjects.map(({ agent }) => agent.id), open.by].slice(0, 20),
        route: [first.agent.id, open.by],
        locations: [
          ...subjects.flatMap(({ agent }) => agent.locations.slice(0, 1)),
          ...open.locations.slice(0, 1),
        ],
        key,
      };
    }
  },
};
