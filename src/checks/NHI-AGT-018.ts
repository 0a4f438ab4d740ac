import { type Graph, type NodeOf, nodesOf, targets } from '../inventory/graph.ts';
import type { Location } from '../model/index.ts';
import type { Check } from './check.ts';

/** Where a client keeps its own permissions, hooks and servers inside the project. */
const OWN_FILES: Record<string, RegExp> = {
  'claude-code': /\.claude|\.mcp\.json/,
  opencode: /opencode/,
  'gemini-cli': /\.gemini/,
  cursor: /\.cursor/,
};

export const check: Check = {
  id: 'NHI-AGT-018',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      const own = OWN_FILES[agent.client];
      const write = agent.decisions?.find((decision) => decision.tool === 'write');
      if (!own || agent.surface === 'sub-agent' || write?.outcome !== 'allow' || write.confidence !== 'high')
        continue;
      const shut = agent.rules?.some(
        (rule) => rule.effect !== 'allow' && own.test(rule.pattern) && /edit|write/i.test(rule.pattern),
      );
      if (shut) continue;
      const guards = guardsInReach(graph, agent);
      // Without a guard of its own there is nothing in the files that a change would undo.
      if (guards.length === 0) continue;
      const hook = guards.find((control) => control.mechanism.endsWith('hook'));
      yield {
        rule: hook ? 'hook-in-reach' : 'permissions-in-reach',
        severity: hook ? undefined : 'medium',
        confidence: 'medium',
        message: `${agent.name} changes files without asking (${write.how}), and what holds it back lies in files it can change: ${guards
          .slice(0, 3)
          .map((control) => `\`${control.name}\``)
          .join(', ')}.`,
        fix: `Refuse edits of its own configuration (for example \`Edit(.claude/**)\` under \`deny\`), or move the guard into managed settings.`,
        entities: [agent.id, ...guards.map((control) => control.id)],
        locations: unique([
          ...write.locations,
          ...guards.flatMap((control) => control.locations.slice(0, 1)),
        ]),
        key: guards
          .map((control) => control.name)
          .sort()
          .join(','),
      };
    }
  },
};

function guardsInReach(graph: Graph, agent: NodeOf<'agent'>): NodeOf<'control'>[] {
  return targets(graph, agent.id, 'governed-by', 'control').filter(
    (control) =>
      control.state === 'present' &&
      control.direction === 'protective' &&
      control.confidence !== 'high' &&
      control.mechanism !== 'approval-mode' &&
      control.stage !== 'log',
  );
}

const unique = (places: Location[]): Location[] => [
  ...new Map(places.map((at) => [`${at.path}:${at.startLine}`, at])).values(),
];
