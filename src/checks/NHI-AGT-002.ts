import { isModelKey } from '../inventory/action/power.ts';
import { type NodeOf, nodesOf } from '../inventory/graph.ts';
import { groupBy } from '../util/group.ts';
import type { Check } from './check.ts';
import { type AgentHolding, agentHoldings } from './secrets/holdings.ts';

/** References that are one credential wherever they are written, and how sure that is. */
const SAME: Partial<Record<NodeOf<'credential'>['reference'], 'high' | 'medium'>> = {
  secretRef: 'high',
  env: 'medium',
  file: 'medium',
  command: 'medium',
};

export const check: Check = {
  id: 'NHI-AGT-002',
  *run(graph) {
    const holdings = agentHoldings(graph);
    for (const credential of nodesOf(graph, 'credential')) {
      const confidence = SAME[credential.reference];
      // Equal literals are NHI-SEC-005; a model key used by every client of a person says little.
      if (!confidence || isModelKey(credential) || credential.provider === 'search') continue;
      const byAgent = new Map<string, AgentHolding>();
      for (const holding of holdings) {
        if (holding.credential.id !== credential.id || !holding.agent || holding.edge.labels?.['unresolved'])
          continue;
        if (!byAgent.has(holding.agent.id)) byAgent.set(holding.agent.id, holding);
      }
      const agents = distinct([...byAgent.values()]);
      if (agents.length < 2) continue;
      const powerful = credential.privilege === 'write' || credential.privilege === 'admin';
      yield {
        rule: `shared-${credential.reference}`,
        severity: powerful ? undefined : 'medium',
        confidence,
        message: `${agents.length} agents use the same credential \`${credential.name}\`: ${namesOf(agents)}. What one of them does cannot be told from what the other does.`,
        fix: `Issue one credential for each agent and name it after the agent, or let the calls go through one gateway that stamps which agent called.`,
        entities: [credential.id, ...agents.map(({ agent }) => agent!.id)],
        locations: agents.flatMap(({ edge }) => edge.locations.slice(0, 1)),
        key: credential.id,
      };
    }
  },
};

/** Names of the agents; workflows of one platform like to call theirs all the same. */
function namesOf(holdings: AgentHolding[]): string {
  const byName = groupBy(holdings, ({ agent }) => agent!.name);
  const names = [...byName].map(
    ([name, list]) => `\`${name}\`${list.length > 1 ? ` (${list.length} of that name)` : ''}`,
  );
  return names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

/** A plugin or template repeated in many folders is one kind of agent: what counts is another client or another folder beside it. */
function distinct(holdings: AgentHolding[]): AgentHolding[] {
  return holdings.filter(({ agent }) => agent!.surface !== 'sub-agent');
}
