import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type AgentHolding, agentHoldings, holderName, holdingRoute } from './secrets/holdings.ts';

/** Classes of credentials that are a person: cookies, sessions, personal tokens, user tokens. */
const PERSONAL = /^(?:pat|session-cookie|session|user-token|app-password)$/;

export const check: Check = {
  id: 'NHI-AGT-012',
  *run(graph) {
    const groups = new Map<string, AgentHolding[]>();
    for (const holding of agentHoldings(graph)) {
      const { credential, edge, agent } = holding;
      if (
        !agent ||
        credential.reference === 'placeholder' ||
        edge.labels?.['unresolved'] ||
        !personal(holding)
      )
        continue;
      // One login behind thirteen servers of an agent is one identity.
      const key = `${agent.id} ${credential.id}`;
      groups.set(key, [...(groups.get(key) ?? []), holding]);
    }
    for (const group of groups.values()) yield draft(group);
  },
};

function draft(group: AgentHolding[]): FindingDraft {
  const [first] = group as [AgentHolding];
  const { agent, tool, credential } = first;
  const what = personal(first)!;
  const name = holderName(first);
  const more = group.length > 1 ? ` (and ${group.length - 1} more of its servers)` : '';
  return {
    rule: what.rule,
    severity: what.severity,
    confidence: what.confidence,
    message: `${name[0]!.toUpperCase()}${name.slice(1)}${more} acts as a person: ${what.why}. Its actions cannot be told from that person's, and it can do all that the person can.`,
    entities: [agent!.id, ...(tool ? [tool.id] : []), credential.id],
    route: holdingRoute(first),
    locations: group.flatMap(({ edge }) => edge.locations),
    key: credential.id,
  };
}

function personal({
  credential,
  edge,
}: AgentHolding):
  | { rule: string; why: string; severity?: 'medium' | 'low'; confidence: 'high' | 'medium' | 'low' }
  | undefined {
  const name = credential.reference === 'literal' ? `${edge.name} (${credential.preview})` : credential.name;
  if (edge.via === 'ambient' || edge.via === 'mount') {
    const via = edge.via === 'mount' ? 'is handed' : 'works with';
    // On a laptop the login is a person's, on a server it may be a role: the file does not tell.
    return {
      rule: `ambient-${credential.name.split('/')[0]}`,
      why: `it ${via} ${edge.labels?.['indirect'] ?? credential.name}, since no identity of its own is configured`,
      severity: edge.via === 'mount' ? undefined : 'medium',
      confidence: edge.via === 'mount' ? 'medium' : 'low',
    };
  }
  if (credential.class && /cookie|session/.test(credential.class))
    return {
      rule: 'session-cookie',
      why: `\`${name}\` is the session of a logged-in person`,
      confidence: 'medium',
    };
  if (credential.owner === 'human' && credential.class && PERSONAL.test(credential.class))
    return {
      rule: 'personal-token',
      why: `\`${name}\` is a personal token`,
      severity: credential.privilege === 'read' ? 'medium' : undefined,
      confidence: credential.rule ? 'high' : 'medium',
    };
  return undefined;
}
