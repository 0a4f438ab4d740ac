import { edgesFrom, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { AutoApproval, Location } from '../model/index.ts';
import type { Check } from './check.ts';

interface Named {
  name: string;
  location: Location;
  effect: NonNullable<AutoApproval['effect']>;
}

/** One finding for a server or for the shell, naming the tools: nobody wants forty lines for one list. */
export const check: Check = {
  id: 'NHI-AGT-005',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const edge of edgesFrom(graph, agent.id, 'calls')) {
        const tool = nodeOf(graph, edge.to, 'tool');
        const named = risky(
          (edge.call?.autoApproved ?? []).flatMap(({ name, location, effect }) =>
            effect && name !== '*' ? [{ name, location, effect }] : [],
          ),
        );
        if (named.length === 0 || edge.call?.disabled || edge.call?.readOnly) continue;
        const local = tool?.capabilities?.every((one) => one === 'memory') ?? false;
        yield draft(`\`${edge.call!.as}\``, named, [agent.id, ...(tool ? [tool.id] : [])], agent.name, local);
      }
      const seen = new Set(
        edgesFrom(graph, agent.id, 'calls').flatMap((edge) =>
          (edge.call?.autoApproved ?? []).map(({ location }) => place(location)),
        ),
      );
      const rules = (agent.rules ?? []).flatMap(({ effect, pattern, location, does }) =>
        effect === 'allow' && does && !seen.has(place(location))
          ? [{ name: pattern, location, effect: does }]
          : [],
      );
      // When every command is open, single commands add nothing.
      if (agent.openings?.some((opening) => opening.scope === 'everything' || opening.scope === 'shell'))
        continue;
      const named = risky(rules);
      if (named.length > 0) yield draft('the shell and servers', named, [agent.id], agent.name, false);
    }
  },
};

const place = (at: Location): string => `${at.path}:${at.startLine}:${at.startColumn}`;

/** Reading is fine; a plain write that can be undone is what a coding agent is for. */
function risky(named: Named[]): Named[] {
  return named.filter(
    ({ effect }) =>
      effect.class !== 'read' &&
      effect.class !== 'network' &&
      (effect.class !== 'write' || effect.irreversible || effect.how === 'table'),
  );
}

function draft(where: string, named: Named[], entities: string[], agent: string, local: boolean) {
  const irreversible = named.filter(({ effect }) => effect.irreversible);
  const outward = named.filter(({ effect }) => effect.class !== 'write' && effect.class !== 'execute');
  const sure = named.some(({ effect }) => effect.how === 'table');
  const grave =
    irreversible.some(({ effect }) => effect.how === 'table') ||
    named.some(({ effect }) => effect.class === 'money');
  const list = named
    .slice(0, 6)
    .map(
      ({ name, effect }) => `\`${name}\` (${effect.class}${effect.irreversible ? ', cannot be undone' : ''})`,
    );
  return {
    rule:
      irreversible.length > 0
        ? 'irreversible-tool-approved'
        : outward.length > 0
          ? 'outward-tool-approved'
          : 'mutating-tool-approved',
    severity: local ? ('low' as const) : grave ? undefined : ('medium' as const),
    confidence: sure ? ('high' as const) : ('medium' as const),
    message: `${agent} may call these of ${where} without asking: ${list.join(', ')}${named.length > 6 ? ` and ${named.length - 6} more` : ''}.`,
    fix: `Take ${named
      .slice(0, 3)
      .map(({ name }) => `\`${name}\``)
      .join(', ')} out of the list, so that a person is asked.`,
    entities,
    locations: named.map(({ location }) => location),
    key: named
      .map(({ name }) => name)
      .sort()
      .join(','),
  };
}
