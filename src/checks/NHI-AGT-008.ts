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
      const unattended =
        agent.autonomy.confidence === 'high' && reads !== takes && [reads, takes, sends].every(open);
      yield {
        rule: 'private-untrusted-egress',
        severity: unattended ? undefined : 'medium',
        confidence: unattended ? 'high' : 'medium',
        message: `${agent.name} can read what is private (${name(reads)}), take in what strangers wrote (${name(takes)}) and carry it out (${name(sends)}): one planted sentence is enough.`,
        entities: [...new Set([agent.id, reads.tool.id, takes.tool.id, sends.tool.id])],
        route: [takes.tool.id, agent.id, reads.tool.id, sends.tool.id],
        locations: [...new Set([reads, takes, sends])].flatMap(({ edge }) => edge.locations.slice(0, 1)),
        key: [reads, takes, sends].map(name).join(','),
      };
    }
  },
};

/** Somebody has to be out of the loop for at least part of it. */
function loose(agent: NodeOf<'agent'>): boolean {
  return ['A2', 'A3', 'A4'].includes(agent.autonomy.level) && agent.autonomy.confidence !== 'low';
}

/** Three tools, or one that does all three for an agent that asks nobody: a code host with private projects and public issues. */
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
  const alone = called.find(
    ({ tool }) => can(tool, 'private-data') && can(tool, 'untrusted-input') && can(tool, 'egress'),
  );
  return alone && agent.autonomy.level === 'A4' ? { reads: alone, takes: alone, sends: alone } : undefined;
}

const name = ({ edge, tool }: Called): string => `\`${edge.call?.as ?? tool.name}\``;
