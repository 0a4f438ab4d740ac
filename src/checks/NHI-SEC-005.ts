import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Edge, Node } from '../model/index.ts';
import type { Check } from './check.ts';
import { describe } from './secrets/holdings.ts';

export const check: Check = {
  id: 'NHI-SEC-005',
  *run(graph) {
    for (const credential of nodesOf(graph, 'credential')) {
      if (
        credential.reference !== 'literal' ||
        credential.doubts?.some((doubt) => doubt.startsWith('a well-known default'))
      )
        continue;
      const holders = new Map<string, Edge>();
      for (const edge of edgesTo(graph, credential.id, 'holds')) {
        // One server in three clients is three holders; two variables of one server are one.
        const holder = edge.agent ?? edge.from;
        if (!holders.has(holder)) holders.set(holder, edge);
      }
      if (holders.size < 2) continue;
      const names = [...holders.keys()].map((id) => `\`${label(graph.nodes.get(id), id)}\``);
      yield {
        rule: credential.rule,
        severity: credential.privilege === 'read' ? 'medium' : undefined,
        confidence: credential.confidence === 'low' ? 'medium' : credential.confidence,
        message: `${holders.size} holders use one value of ${describe(credential)}: ${names.join(', ')}. They cannot be told apart in a log, nor revoked one by one.`,
        entities: [credential.id, ...holders.keys()],
        locations: [...holders.values()].flatMap((edge) => edge.locations.slice(0, 1)),
        key: credential.fingerprint,
      };
    }
  },
};

const label = (node: Node | undefined, id: string): string => (node ? node.name : id);
