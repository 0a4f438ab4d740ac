import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { literalHoldings } from './secrets/literal-holdings.ts';

export const check: Check = {
  id: 'NHI-SEC-001',
  *run(graph) {
    const holders = [...nodesOf(graph, 'agent'), ...nodesOf(graph, 'tool')];
    for (const { holder, edge, credential } of literalHoldings(graph, holders)) {
      if (edge.via === 'arg' || edge.via === 'url') continue;
      yield {
        rule: credential.rule,
        confidence: credential.confidence,
        severity: credential.privilege === 'read' ? 'high' : undefined,
        message: `${holder.kind === 'agent' ? 'Agent' : 'Tool server'} \`${holder.name}\` is given ${credential.name} as a literal in ${edge.name ? `\`${edge.name}\`` : 'its configuration'} (${credential.preview}).`,
        entities: [holder.id, credential.id],
        locations: edge.locations,
        key: credential.fingerprint,
      };
    }
  },
};
