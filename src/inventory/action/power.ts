import type { Capability, Edge, Location } from '../../model/index.ts';
import { credentialsOf, edgesFrom, type Graph, type NodeOf, nodeOf } from '../graph.ts';

/** One thing an agent can do, and what shows it. */
export interface Ability {
  capability: Capability;
  /** Id of the tool, identity or credential; the agent's own id for a built-in class. */
  by: string;
  name: string;
  locations: Location[];
  /** A person is asked first. */
  asks: boolean;
}

/** Everything an agent can do, as far as the graph tells. */
export interface Power {
  abilities: Ability[];
  /** Credentials with more than reading rights, by what is known or presumed of them. */
  strong: { credential: NodeOf<'credential'>; edge: Edge }[];
  identities: NodeOf<'identity'>[];
  credentials: { holder: string; edge: Edge; credential: NodeOf<'credential'> }[];
  /** Tools of which nobody knows what they do. */
  unknownTools: NodeOf<'tool'>[];
}

const READING: ReadonlySet<Capability> = new Set([
  'read',
  'network',
  'private-data',
  'untrusted-input',
  'memory',
]);

const FORGE = /^(github|gitlab|bitbucket|gitea|azure-devops)/;

/** What changes something outside the agent. */
export const isRisky = (capability: Capability): boolean =>
  ['write', 'execute', 'credential', 'money', 'deploy', 'message'].includes(capability);

const memo = new WeakMap<Graph, Map<string, Power>>();

/** Abilities of an agent from its tools, decisions, credentials and identities. */
export function powerOf(graph: Graph, agent: NodeOf<'agent'>): Power {
  let known = memo.get(graph);
  if (!known) {
    known = new Map();
    memo.set(graph, known);
  }
  const have = known.get(agent.id);
  if (have) return have;
  const calls = edgesFrom(graph, agent.id, 'calls').filter((edge) => !edge.call?.disabled);
  const tools = calls.flatMap((edge) => {
    const tool = nodeOf(graph, edge.to, 'tool');
    return tool ? [{ tool, edge }] : [];
  });
  const fromTools = tools.flatMap(({ tool, edge }) =>
    (tool.capabilities ?? [])
      .filter((capability) => !edge.call?.readOnly || READING.has(capability))
      // What runs in a sandbox changes nothing outside it.
      .filter((capability) => capability !== 'execute' || edge.call?.boundary !== 'sandbox')
      // A forge's server writes code; what its pipelines deploy is their own doing.
      .filter((capability) => capability !== 'deploy' || !FORGE.test(tool.known ?? ''))
      .map(
        (capability): Ability => ({
          capability,
          by: tool.id,
          name: tool.name,
          locations: edge.locations,
          asks: asksFirst(edge, capability, agent),
        }),
      ),
  );
  const credentials = credentialsOf(graph, agent.id);
  const power: Power = {
    abilities: [...fromTools, ...builtIn(agent)],
    strong: credentials.filter(({ credential }) => isStrong(credential)),
    identities: identitiesOf(graph, agent.id),
    credentials,
    unknownTools: tools
      .filter(
        ({ tool }) => tool.toolKind !== 'gateway' && !tool.capabilities?.length && tool.known === undefined,
      )
      .map(({ tool }) => tool),
  };
  known.set(agent.id, power);
  return power;
}

/** No client has tools of its own for these: its shell or a server does it, and each of them is an ability itself. */
const THROUGH_OTHERS: ReadonlySet<Capability> = new Set(['money', 'deploy', 'message']);

/** Classes of a client's own tools. A class that no line allows or asks for is not an ability that was seen. */
function builtIn(agent: NodeOf<'agent'>): Ability[] {
  if (agent.surface === 'framework') return [];
  return (agent.decisions ?? [])
    .filter(({ tool, outcome }) => !THROUGH_OTHERS.has(tool) && (outcome === 'allow' || outcome === 'ask'))
    .map((decision) => ({
      capability: decision.tool,
      by: agent.id,
      name: `its own ${decision.tool} tools`,
      locations: decision.locations,
      asks: decision.outcome === 'ask',
    }));
}

function asksFirst(edge: Edge, capability: Capability, agent: NodeOf<'agent'>): boolean {
  if (edge.call?.asks) return true;
  if (edge.call?.autoApproved?.some((one) => one.name === '*')) return false;
  if (agent.surface === 'framework' || agent.surface === 'platform') return agent.autonomy.level === 'A1';
  const decision = agent.decisions?.find((one) => one.tool === capability);
  return decision
    ? decision.outcome !== 'allow'
    : agent.autonomy.level === 'A1' || agent.autonomy.level === 'A2';
}

/** Model keys spend money and leak prompts, and change nothing: they are not what an agent acts with. */
export const isModelKey = (credential: NodeOf<'credential'>): boolean =>
  credential.provider === 'llm' ||
  /^(openai|anthropic|google-ai|gemini|groq|mistral|cohere|deepseek|openrouter)$/.test(
    credential.provider ?? '',
  );

function isStrong(credential: NodeOf<'credential'>): boolean {
  if (credential.reference === 'placeholder' || isModelKey(credential)) return false;
  return credential.privilege === 'admin' || credential.privilege === 'write';
}

/** Who an agent acts as: itself, through its workload, or by a credential that proves an identity. */
export function identitiesOf(graph: Graph, agentId: string): NodeOf<'identity'>[] {
  const holders = [agentId, ...edgesFrom(graph, agentId, 'runs-in').map((edge) => edge.to)];
  const ids = new Set([
    ...holders.flatMap((id) => edgesFrom(graph, id, 'acts-as').map((edge) => edge.to)),
    ...credentialsOf(graph, agentId).flatMap(({ credential }) =>
      edgesFrom(graph, credential.id, 'proves').map((edge) => edge.to),
    ),
  ]);
  return [...ids].flatMap((id) => nodeOf(graph, id, 'identity') ?? []);
}
