import { isDescribed } from '../inventory/action/index.ts';
import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Tags and labels under which people name who answers for an identity. */
const OWNER = /^(?:.*[-_/:])?(?:owner|team|contact|maintainer|squad|sponsor|responsible)(?:[-_/:].*)?$/i;

/** Machine identities that an agent acts as and nobody answers for. */
export const check: Check = {
  id: 'NHI-LIF-001',
  *run(graph) {
    for (const identity of nodesOf(graph, 'identity')) {
      // A job's token and a person need no owner; an identity that is only pointed at is described elsewhere.
      if (
        identity.human === true ||
        identity.owner ||
        identity.type === 'unknown' ||
        identity.type === 'job-token'
      )
        continue;
      // An app of a vendor has the vendor for an owner, and nowhere to put a tag.
      if (identity.platform === 'github' || identity.platform === 'gitlab') continue;
      if (Object.keys({ ...identity.tags, ...identity.labels }).some((key) => OWNER.test(key))) continue;
      const agents = edgesTo(graph, identity.id, 'acts-as').flatMap((edge) => {
        const node = graph.nodes.get(edge.from);
        return node?.kind === 'agent' && isDescribed(node)
          ? [node]
          : edgesTo(graph, edge.from, 'runs-in').flatMap((run) => graph.nodes.get(run.from) ?? []);
      });
      if (agents.length === 0 && !identity.agentBound) continue;
      yield {
        severity: identity.privilege === 'admin' || identity.privilege === 'privileged' ? 'high' : undefined,
        message: `Nobody is named as answering for \`${identity.name}\`, which ${agents[0] ? `\`${agents[0].name}\` acts as` : `an agent uses (${identity.agentBound})`}.`,
        entities: [identity.id, ...agents.map((agent) => agent.id)],
        locations: identity.locations.slice(0, 3),
        key: identity.id,
      };
    }
  },
};
