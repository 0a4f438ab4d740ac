import { credentialsOf, type Graph, nodesOf } from '../inventory/graph.ts';
import { type OwnerRule, ownerRules, ownersOf } from '../util/codeowners.ts';
import type { Check } from './check.ts';

/** Agents for which neither their own definition nor CODEOWNERS names anybody. */
export const check: Check = {
  id: 'NHI-AGT-001',
  *run(graph) {
    const rules = declared(graph);
    for (const agent of nodesOf(graph, 'agent')) {
      if (agent.surface === 'sub-agent' || agent.settings?.['owner'] || agent.settings?.['sponsor']) continue;
      if (agent.locations.some(({ path }) => ownersOf(rules, path).length > 0)) continue;
      const held = credentialsOf(graph, agent.id).length;
      yield {
        rule: 'no-owner',
        severity: held === 0 ? 'low' : undefined,
        message: `Nobody is named as answering for ${agent.name} (autonomy ${agent.autonomy.level}, ${held} credentials).`,
        entities: [agent.id],
        locations: agent.locations.slice(0, 1),
        key: agent.id,
      };
    }
  },
};

const declared = (graph: Graph): OwnerRule[] =>
  nodesOf(graph, 'control')
    .filter((control) => control.mechanism === 'codeowners')
    .flatMap((control) => ownerRules(String(control.settings?.['rules']?.value ?? '')));
