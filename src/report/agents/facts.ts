import type { AgentNode, CredentialNode, Finding, LifecycleRow, Report } from '../../model/index.ts';
import { byText } from '../../util/paths.ts';
import { agentsHolding, type Lookup, lookupOf } from '../story/lookup.ts';

/** One agent with everything the table and `explain` say of it. */
export interface AgentFacts {
  agent: AgentNode;
  identities: string[];
  credentials: CredentialNode[];
  /** Other agents that hold one of its credentials or act as one of its identities. */
  sharedWith: string[];
  row: LifecycleRow | undefined;
  findings: Finding[];
}

/** Every agent of a report, the one to look at first on top: strictest tier, then highest risk, then name. */
export function agentFacts(report: Report): AgentFacts[] {
  const lookup = lookupOf(report);
  const rows = new Map(report.lifecycle.map((row) => [row.agent, row]));
  const open = report.findings.filter((finding) => finding.status !== 'suppressed');
  const facts = report.inventory.agents
    .filter((agent) => agent.client !== 'unknown' && agent.client !== 'a2a')
    .map((agent): AgentFacts => {
      const credentials = credentialsOf(lookup, agent.id);
      const identities = identitiesOf(lookup, agent.id);
      return {
        agent,
        identities,
        credentials,
        sharedWith: sharedWith(lookup, agent.id, credentials, identities),
        row: rows.get(agent.id),
        findings: open.filter((finding) => finding.entities.includes(agent.id)),
      };
    });
  return facts.sort(
    (a, b) =>
      (a.agent.tier?.level ?? 3) - (b.agent.tier?.level ?? 3) ||
      worst(b) - worst(a) ||
      byText(a.agent.id, b.agent.id),
  );
}

const worst = ({ findings }: AgentFacts) => Math.max(0, ...findings.map((finding) => finding.risk.score));

function holdersOf(lookup: Lookup, agent: string): string[] {
  return [
    agent,
    ...lookup.from(agent, 'calls').map((edge) => edge.to),
    ...lookup.from(agent, 'runs-in').map((edge) => edge.to),
  ];
}

function credentialsOf(lookup: Lookup, agent: string): CredentialNode[] {
  const found = holdersOf(lookup, agent).flatMap((holder) =>
    lookup.from(holder, 'holds').flatMap((edge) => {
      const node = lookup.node(edge.to);
      return node?.kind === 'credential' &&
        (edge.agent === undefined || edge.agent === agent) &&
        node.reference !== 'placeholder'
        ? [node]
        : [];
    }),
  );
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

function identitiesOf(lookup: Lookup, agent: string): string[] {
  const actors = [agent, ...lookup.from(agent, 'runs-in').map((edge) => edge.to)];
  return [...new Set(actors.flatMap((id) => lookup.from(id, 'acts-as').map((edge) => edge.to)))];
}

/** Model keys are left out: in one project every agent calls the same model. */
function sharedWith(
  lookup: Lookup,
  agent: string,
  credentials: CredentialNode[],
  identities: string[],
): string[] {
  const byCredential = credentials
    .filter((one) => one.provider !== 'llm')
    .flatMap((one) => agentsHolding(lookup, one.id));
  const byIdentity = identities.flatMap((id) =>
    lookup
      .to(id, 'acts-as')
      .flatMap((edge) =>
        lookup.node(edge.from)?.kind === 'agent'
          ? [edge.from]
          : lookup.to(edge.from, 'runs-in').map((run) => run.from),
      ),
  );
  return [...new Set([...byCredential, ...byIdentity])].filter((id) => id !== agent).sort(byText);
}

/** `static`, `1 h`, `per task`, `until 2026-01-01`, `unknown`. */
export function lifetimeText({ lifetime }: CredentialNode): string {
  switch (lifetime.class) {
    case 'ttl':
      return lifetime.seconds === undefined ? 'limited' : span(lifetime.seconds);
    case 'expires':
      return lifetime.at ? `until ${lifetime.at.slice(0, 10)}` : 'expires';
    case 'per-task':
      return 'per task';
    default:
      return lifetime.class;
  }
}

function span(seconds: number): string {
  if (seconds % 86400 === 0) return `${seconds / 86400} d`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
