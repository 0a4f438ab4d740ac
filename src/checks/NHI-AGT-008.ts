import { type Graph, type NodeOf, nodesOf } from '../inventory/graph.ts';
import { type Called, calledBy, can } from './agents/reach.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-AGT-008',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      if (agent.surface === 'sub-agent' || !loose(agent)) continue;
      const found = trifecta(graph, agent);
      if (!found) continue;
      const { reads, takes, sends } = found;
      const open = (called: Called) =>
        (called.edge.call?.autoApproved ?? []).length > 0 || agent.autonomy.level === 'A4';
      const unattended = agent.autonomy.confidence === 'high' && [reads, takes, sends].every(open);
      yield {
        rule: 'private-untrusted-egress',
        severity: unattended ? undefined : 'medium',
        confidence: unattended ? 'high' : 'medium',
        message: `${agent.name} can read what is private (${name(reads)}), take in what strangers wrote (${name(takes)}) and carry it out (${name(sends)}): one planted sentence is enough.`,
        entities: [agent.id, reads.tool.id, takes.tool.id, sends.tool.id],
        route: [takes.tool.id, agent.id, reads.tool.id, sends.tool.id],
        locations: [reads, takes, sends].flatMap(({ edge }) => edge.locations.slice(0, 1)),
        key: [reads, takes, sends].map(name).join(','),
      };
    }
  },
};

/** Somebody has to be out of the loop for at least part of it. */
function loose(agent: NodeOf<'agent'>): boolean {
  return ['A2', 'A3', 'A4'].includes(agent.autonomy.level) && agent.autonomy.confidence !== 'low';
}

/** Private data has to come from another place than the untrusted text, or every mail client would be one. */
function trifecta(
  graph: Graph,
  agent: NodeOf<'agent'>,
): { reads: Called; takes: Called; sends: Called } | undefined {
  const called = calledBy(graph, agent.id);
  for (const reads of called.filter(({ tool }) => can(tool, 'private-data') || can(tool, 'credential'))) {
    const takes = called.find(({ tool }) => tool.id !== reads.tool.id && can(tool, 'untrusted-input'));
    const sends = called.find(({ tool }) => can(tool, 'egress') || can(tool, 'message'));
    if (takes && sends) return { reads, takes, sends };
  }
  return undefined;
}

const name = ({ edge, tool }: Called): string => `\`${edge.call?.as ?? tool.name}\``;
