import type { GraphSeed } from '../../model/index.ts';
import type { Principals } from './principal.ts';

/** What this file needs to know of a subject, and fills in. */
interface Marked {
  id: string;
  name: string;
  type: string;
  machine: boolean;
  agent: string | undefined;
  node: { tags?: Record<string, string>; agentBound?: string } | undefined;
  trust: readonly {
    document: { statements: readonly { effect: string; principal: { named: Principals } | undefined }[] };
  }[];
}

/** Services that run agents and nothing else. */
const AGENT_SERVICES =
  /^(bedrock|bedrock-agentcore|preprod\.genesis-service\.aws\.internal)\.amazonaws\.com$/;
const AGENT_NAME =
  /(?:^|[-_/. ])(?:ai|llm|gpt|claude|bedrock|agentcore|mcp|copilot|langgraph|langchain|crewai|strands)(?:$|[-_/. ])|(?:ai|llm|bedrock)[-_]?agent/i;

/** Says of every subject whether a person can be behind it, and whether an agent is. */
export function markAgents(subjects: Iterable<Marked>, seed: GraphSeed): void {
  const acting = actingAgents(seed);
  for (const subject of subjects) {
    const trusted = subject.trust.flatMap((policy) =>
      policy.document.statements.flatMap((statement) =>
        statement.effect === 'Allow' && statement.principal ? [statement.principal.named] : [],
      ),
    );
    const service = trusted.flatMap((p) => p.services).find((name) => AGENT_SERVICES.test(name));
    const tags = subject.node?.tags ?? {};
    const tag = Object.keys(tags).find((key) => /^(ai[-_]?)?agent(id|name|type)?$/i.test(key) && tags[key]);
    subject.agent =
      subject.node?.agentBound ??
      acting.get(subject.id) ??
      (service ? `trusts ${service}` : undefined) ??
      (tag ? `tagged ${tag}` : undefined) ??
      (AGENT_NAME.test(subject.name) ? 'named like one' : undefined);
    const onlyMachines = trusted.length > 0 && trusted.every(machinesOnly);
    subject.machine ||= onlyMachines || (subject.type === 'user' && subject.agent !== undefined);
  }
}

/** Services and workload identity providers; accounts, users and SAML may stand for people. */
function machinesOnly(p: Principals): boolean {
  return (
    !p.any &&
    p.accounts.length === 0 &&
    p.arns.length === 0 &&
    p.federated.every(
      (provider) => !provider.includes(':saml-provider/') && !/amazon|google|facebook|cognito/.test(provider),
    ) &&
    p.services.length + p.federated.length > 0
  );
}

/** Identities some agent, or the workload it runs in, acts as or holds a credential of. */
function actingAgents(seed: GraphSeed): Map<string, string> {
  const found = new Map<string, string>();
  const hosts = new Map<string, string>();
  const name = (id: string) => seed.nodes.get(id)?.name ?? id;
  for (const node of seed.nodes.values()) if (node.kind === 'agent') hosts.set(node.id, node.id);
  for (const { kind, from, to } of seed.edges)
    if ((kind === 'runs-in' || kind === 'calls') && hosts.has(from)) hosts.set(to, from);
  const keys = new Map<string, string>();
  for (const { kind, from, to } of seed.edges) {
    const agent = hosts.get(from);
    if (!agent) continue;
    if (kind === 'acts-as') found.set(to, `agent ${name(agent)} acts as it`);
    else if (kind === 'holds') keys.set(to, agent);
  }
  for (const { kind, from, to } of seed.edges)
    if (kind === 'proves' && keys.has(from)) found.set(to, `agent ${name(keys.get(from)!)} holds its key`);
  return found;
}
