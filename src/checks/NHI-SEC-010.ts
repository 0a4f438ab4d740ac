import type { Check } from './check.ts';
import { type AgentHolding, agentHoldings, holderName, holdingRoute } from './secrets/holdings.ts';

/** One finding for each holder and way: a launcher that reads five variables is one fact, not five. */
export const check: Check = {
  id: 'NHI-SEC-010',
  *run(graph) {
    const groups = new Map<string, AgentHolding[]>();
    for (const holding of agentHoldings(graph)) {
      const { edge } = holding;
      const how = edge.labels?.['indirect'];
      if (!how || edge.via === 'ambient' || edge.via === 'mount') continue;
      const key = [edge.from, edge.agent, how].join('\0');
      groups.set(key, [...(groups.get(key) ?? []), holding]);
    }
    for (const group of groups.values()) {
      const [first] = group as [AgentHolding];
      const { edge } = first;
      const names = [
        ...new Set(
          group.map(
            ({ credential, edge: one }) =>
              `\`${credential.reference === 'literal' ? one.name : credential.name}\``,
          ),
        ),
      ];
      const unseen = first.credential.reference !== 'literal';
      yield {
        rule: ruleOf(first),
        message: `${capital(holderName(first))} gets ${names.join(', ')} indirectly: ${edge.labels!['indirect']}${unseen ? '; whose it is and how long it lives is unknown here' : ''}.`,
        entities: [edge.from, ...group.map(({ credential }) => credential.id)],
        route: holdingRoute(first),
        locations: [...edge.locations, ...group.slice(1).flatMap((one) => one.edge.locations.slice(1))],
        key: names.join(','),
      };
    }
  },
};

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

function ruleOf({ edge, credential }: AgentHolding): string {
  if (edge.via === 'file') return 'env-file';
  if (edge.via === 'run') return credential.reference === 'command' ? 'helper' : 'launcher';
  return 'passed-by-name';
}
