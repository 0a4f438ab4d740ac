import type { NodeOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { type AgentHolding, agentHoldings, holdingRoute } from './secrets/holdings.ts';
import { classOfName } from './secrets/long-lived.ts';

const QUARTER = 90 * 86_400_000;

export const check: Check = {
  id: 'NHI-SEC-004',
  *run(graph) {
    const groups = new Map<string, AgentHolding[]>();
    for (const holding of agentHoldings(graph)) {
      const list = groups.get(holding.credential.id) ?? [];
      groups.set(holding.credential.id, [...list, holding]);
    }
    for (const [id, holdings] of groups) {
      const { credential, edge } = holdings[0]!;
      const known = longLived(credential, graph.now) ?? byName(credential, edge.name);
      if (!known) continue;
      const agents = [...new Set(holdings.flatMap(({ agent }) => (agent ? [`\`${agent.name}\``] : [])))];
      const holders = agents.length > 0 ? agents.join(', ') : `\`${edge.from}\``;
      yield {
        rule: known.rule,
        severity: credential.privilege === 'read' ? 'medium' : known.sure ? undefined : 'medium',
        confidence: known.sure ? 'high' : 'medium',
        message: `${holders} ${agents.length > 1 ? 'work' : 'works'} with ${known.what}, which ${known.ends}. The platform offers ${known.instead}.`,
        fix: `Replace it: ${known.instead}. Then revoke the long-lived one.`,
        entities: [
          id,
          ...holdings.flatMap(({ agent, tool }) => [agent?.id, tool?.id].flatMap((x) => x ?? [])),
        ],
        route: holdingRoute(holdings[0]!),
        locations: holdings.flatMap((holding) => holding.edge.locations.slice(0, 1)),
        key: id,
      };
    }
  },
};

interface Known {
  rule?: string;
  what: string;
  ends: string;
  instead: string;
  sure: boolean;
}

/** The token type says that it does not end soon, and that there is something that does. */
function longLived(
  { reference, lifetime, alternative, name, rule }: NodeOf<'credential'>,
  now: number,
): Known | undefined {
  if (reference !== 'literal' || !alternative) return undefined;
  const late =
    lifetime.class === 'expires' && lifetime.at !== undefined && Date.parse(lifetime.at) - now > QUARTER;
  if (lifetime.class !== 'static' && !late) return undefined;
  const ends = late ? `ends only on ${lifetime.at!.slice(0, 10)}` : 'does not end by itself';
  return { rule, what: name, ends, instead: alternative, sure: true };
}

/** A reference whose name tells the class of credential that has to be put there. */
function byName(credential: NodeOf<'credential'>, name = ''): Known | undefined {
  if (
    credential.reference !== 'env' &&
    credential.reference !== 'secretRef' &&
    credential.reference !== 'input'
  )
    return undefined;
  const known = classOfName(name) ?? classOfName(credential.name);
  return (
    known && {
      rule: known.id,
      what: `${known.what} (\`${name || credential.name}\`)`,
      ends: 'does not end by itself',
      instead: known.instead,
      sure: false,
    }
  );
}
