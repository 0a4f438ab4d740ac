import { edgesFrom, edgesTo, type Graph, type NodeOf, nodesOf } from '../inventory/graph.ts';
import type { Edge, Node } from '../model/index.ts';
import { baseOf, folderOf } from '../util/paths.ts';
import type { Check } from './check.ts';
import { isExamplePath } from './secrets/found.ts';
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
      const agents = holders.size;
      for (const edge of envFiles(graph, credential, [...holders.values()])) holders.set(edge.to, edge);
      if (holders.size < 2) continue;
      const names = [...holders.keys()].map((id) => `\`${label(graph.nodes.get(id), id)}\``);
      yield {
        rule: credential.rule,
        severity: credential.privilege === 'read' || agents === 0 ? 'medium' : undefined,
        confidence: credential.confidence === 'low' ? 'medium' : credential.confidence,
        message: `${holders.size} holders use one value of ${describe(credential)}: ${names.join(', ')}. They cannot be told apart in a log, nor revoked one by one.`,
        entities: [credential.id, ...holders.keys()],
        locations: [...holders.values()].flatMap((edge) => edge.locations.slice(0, 1)),
        key: credential.fingerprint,
      };
    }
  },
};

/** The files of the value's environments: one for each folder and environment, apart from those a holder above reads. */
function envFiles(graph: Graph, credential: NodeOf<'credential'>, holders: readonly Edge[]): Edge[] {
  if (credential.confidence === 'low') return [];
  const read = new Set(holders.flatMap((edge) => edge.locations.map(({ path }) => path)));
  const files = new Map<string, Edge>();
  for (const edge of edgesFrom(graph, credential.id, 'stored-in')) {
    const path = edge.to.startsWith('env-file:') ? edge.to.slice('env-file:'.length) : '';
    if (path === '' || isExamplePath(path) || read.has(path)) continue;
    const environment = /[._-](prod\w*|stag\w*|dev\w*|test|qa|ci)(?:[._-]|$)/i.exec(baseOf(path))?.[1] ?? '';
    const key = `${folderOf(path)} ${environment.toLowerCase()}`;
    if (!files.has(key)) files.set(key, edge);
  }
  return [...files.values()];
}

const label = (node: Node | undefined, id: string): string => (node ? node.name : id);
