import { credentialsOf, edgesFrom, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-SEC-009',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      const { inheritsEnvironment: whole } = agent;
      if (!whole) continue;
      const names = [
        ...new Set(credentialsOf(graph, agent.id).map(({ credential }) => `\`${credential.name}\``)),
      ];
      yield {
        rule: 'agent-passes-everything',
        severity: names.length > 0 || agent.autonomy.level === 'A4' ? undefined : 'medium',
        message: `${agent.name} hands its whole environment to every command it runs: ${whole.how}${names.length > 0 ? `; known to be in it: ${names.slice(0, 4).join(', ')}` : ''}.`,
        entities: [agent.id],
        locations: [whole.location],
        key: whole.how,
      };
    }
    // Source code that passes `process.env` on, and containers that share one env file, say so on the tool or its edge.
    for (const tool of nodesOf(graph, 'tool')) {
      if (!tool.inheritsEnvironment || tool.toolKind === 'builtin') continue;
      const callers = nodesOf(graph, 'agent').filter(
        (agent) =>
          agent.surface === 'framework' &&
          edgesFrom(graph, agent.id, 'calls').some((edge) => edge.to === tool.id),
      );
      if (callers.length === 0) continue;
      const secret = callers
        .flatMap((agent) => credentialsOf(graph, agent.id))
        .filter(({ credential }) => nodeOf(graph, credential.id, 'credential'));
      yield {
        rule: 'tool-inherits-environment',
        severity: secret.length > 0 ? undefined : 'medium',
        message: `Tool server \`${tool.name}\` of ${callers[0]!.name} is started with the whole environment of its parent.`,
        entities: [tool.id, ...callers.map((agent) => agent.id)],
        locations: tool.locations,
        key: tool.id,
      };
    }
  },
};
