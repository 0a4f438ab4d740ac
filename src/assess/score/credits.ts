import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { targets } from '../../inventory/graph.ts';
import type { ControlCredit } from '../../model/index.ts';
import type { Scoring } from './scoring.ts';
import type { Subject } from './subject.ts';

const STAGES = ['evaluate', 'approve', 'issue', 'log'] as const;

/**
 * Controls that count: present, seen with high confidence (in force for that subject, not merely wired up), and standing in the way of every
 * agent concerned, either on the agent or on a tool or identity of the chain. Everything else leaves the risk as it is.
 */
export function creditsOf(graph: Graph, subject: Subject, scoring: Scoring): ControlCredit[] {
  const shared = subject.nodes.filter((node) => node.kind === 'tool' || node.kind === 'identity');
  const onChain = shared.flatMap((node) => verified(graph, node.id));
  return STAGES.flatMap((stage): ControlCredit[] => {
    const chain = onChain.filter((control) => control.stage === stage);
    const ofAgents = subject.agents.map((agent) =>
      verified(graph, agent.id).filter((c) => c.stage === stage),
    );
    const everyAgent = ofAgents.length > 0 && ofAgents.every((list) => list.length > 0);
    const found = [...chain, ...(everyAgent ? ofAgents.flat() : [])];
    if (found.length === 0) return [];
    return [{ stage, effect: scoring.controls[stage], at: [...new Set(found.map((c) => c.id))].sort() }];
  });
}

function verified(graph: Graph, id: string): NodeOf<'control'>[] {
  return targets(graph, id, 'governed-by', 'control').filter(
    (control) => control.state === 'present' && control.confidence === 'high',
  );
}
