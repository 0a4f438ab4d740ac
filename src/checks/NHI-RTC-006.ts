import { isAutonomous } from '../inventory/action/tier.ts';
import type { Check } from './check.ts';
import { groups, namesOf } from './runtime/groups.ts';

/** Agents of the stricter tiers whose decisions nobody records. One finding a project: that is where a log is wired. */
export const check: Check = {
  id: 'NHI-RTC-006',
  *run(graph) {
    const found = groups(
      graph,
      'project',
      ({ agent, row, tier, open }) =>
        row.log.state === 'absent' &&
        isAutonomous(agent) &&
        (tier.level === 1 || (tier.level === 2 && open.length > 0)),
    );
    for (const { key, subjects } of found) {
      const first = subjects[0]!;
      yield {
        // A pipeline's platform keeps the run's log, if not the decisions: a gate should not close on that alone.
        severity: first.tier.level !== 1 ? 'low' : first.agent.surface === 'ci' ? 'medium' : 'high',
        message: `${namesOf(subjects)}: ${first.tier.why}, and no trace, decision log or audit sink is wired in ${key === '.' ? 'the project' : `\`${first.agent.surface === 'framework' ? key : (first.agent.locations[0]?.path ?? key)}\``}.`,
        entities: subjects.map(({ agent }) => agent.id).slice(0, 20),
        locations: subjects.flatMap(({ agent }) => agent.locations.slice(0, 1)).slice(0, 10),
        key,
      };
    }
    for (const { control, why } of brokenLogs(graph))
      yield {
        rule: control.rule,
        severity: 'medium' as const,
        message: `${control.mechanism} \`${control.locations[0]?.path}\` records nothing: ${why}.`,
        entities: [control.id],
        locations: control.locations,
      };
  },
};

function* brokenLogs(graph: Parameters<typeof check.run>[0]) {
  for (const node of graph.nodes.values())
    if (node.kind === 'control' && node.stage === 'log' && node.state === 'ineffective' && node.why)
      yield { control: node, why: node.why };
}
