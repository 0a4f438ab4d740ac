import { nodeOf, nodesOf } from '../inventory/graph.ts';
import { actsAlone, writeCredentials } from './agents/reach.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-004',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      // A product default that the user's own settings may tighten is told by NHI-AGT-003; here somebody has to have opened it.
      if (!actsAlone(agent) || agent.surface === 'sub-agent' || agent.autonomy.confidence === 'low') continue;
      const held = writeCredentials(graph, agent.id);
      if (held.length === 0) continue;
      const [first] = held as [(typeof held)[number]];
      const tool = nodeOf(graph, first.holder, 'tool');
      const names = [...new Set(held.map(({ credential }) => `\`${credential.name}\``))];
      const admin = held.some(({ credential }) => credential.privilege === 'admin');
      const literal = held.some(({ credential }) => credential.reference === 'literal');
      const byDefault = agent.openings?.every((opening) => opening.byDefault) && agent.surface !== 'ci';
      const bounded = agent.autonomy.level === 'A3';
      yield {
        rule: admin ? 'admin-credential' : 'write-credential',
        severity: byDefault || bounded ? 'high' : admin || literal || agent.headless ? undefined : 'high',
        confidence: byDefault ? 'medium' : agent.autonomy.confidence === 'high' ? 'high' : 'medium',
        message: `${agent.name} acts without asking (${agent.autonomy.level}: ${agent.autonomy.how}) and holds ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}, which can change things at ${[...new Set(held.map(({ credential }) => credential.provider ?? 'its provider'))].join(', ')}.`,
        entities: [agent.id, ...(tool ? [tool.id] : []), ...held.map(({ credential }) => credential.id)],
        route: [agent.id, ...(tool ? [tool.id] : []), first.credential.id],
        locations: [
          ...first.edge.locations.slice(0, 1),
          ...agent.autonomy.locations,
          ...held.slice(1).flatMap(({ edge }) => edge.locations.slice(0, 1)),
        ],
        key: names.join(','),
      };
    }
  },
};
