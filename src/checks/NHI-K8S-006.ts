import { edgesFrom, type Graph, nodeOf, nodesOf } from '../inventory/graph.ts';
import type { AgentNode, Edge, FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';

/** Verbs that begin or end a tool's name when it changes something. */
const CHANGES =
  /(?:^|[_-])(?:apply|create|delete|patch|update|edit|scale|rollout|restart|exec|execute|run|install|upgrade|uninstall|drain|cordon|taint|annotate|label|write|set|put|post|remove|deploy|merge|push|send)(?:$|[_-])/i;

export const check: Check = {
  id: 'NHI-K8S-006',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      if (agent.client !== 'kagent') continue;
      const asked = approved(graph, agent);
      for (const edge of edgesFrom(graph, agent.id, 'calls')) yield* judge(graph, agent, edge, asked);
    }
  },
};

/** Tool names that wait for a person. */
function approved(graph: Graph, agent: AgentNode): Set<string> {
  const controls = edgesFrom(graph, agent.id, 'governed-by').flatMap(
    (edge) => nodeOf(graph, edge.to, 'control') ?? [],
  );
  return new Set(
    controls
      .filter((node) => node.mechanism === 'kagent-require-approval')
      .flatMap((node) => (node.why ?? '').split(', ')),
  );
}

function* judge(graph: Graph, agent: AgentNode, edge: Edge, asked: Set<string>): Generator<FindingDraft> {
  const tool = nodeOf(graph, edge.to, 'tool');
  const allowed = edge.call?.allowedTools;
  const changing = (allowed ?? []).filter((name) => CHANGES.test(name) && !asked.has(name));
  if (allowed && changing.length === 0) return;
  const base = {
    entities: [agent.id, edge.to],
    route: [agent.id, edge.to],
    locations: edge.locations,
    key: `${agent.id} ${edge.to}`,
  };
  if (allowed) {
    yield {
      ...base,
      rule: 'kagent-changes-unasked',
      message: `Agent \`${agent.name}\` may call ${changing
        .slice(0, 4)
        .map((name) => `\`${name}\``)
        .join(', ')} of \`${tool?.name ?? edge.name}\` without asking anybody.`,
      fix: `Add \`requireApproval: [${changing.slice(0, 4).join(', ')}]\` to the tool.`,
    };
  } else if (asked.size === 0) {
    yield {
      ...base,
      rule: 'kagent-all-tools',
      severity: 'medium',
      message: `Agent \`${agent.name}\` may call every tool of \`${tool?.name ?? edge.name}\`: no \`toolNames\` narrows them and none requires approval.`,
      fix: 'List the tools in `toolNames` and those that change something in `requireApproval`.',
    };
  }
}
