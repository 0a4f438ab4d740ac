import type {
  AgentFacts,
  AgentNode,
  CallFacts,
  Capability,
  Confidence,
  ControlFacts,
  CredentialNode,
  Edge,
  Lifetime,
  Location,
  Observation,
  ToolFacts,
  ToolNode,
  Via,
} from '../../model/index.ts';

/** Autonomy as one value; platforms say it in one place. */
export function autonomy(
  level: AgentFacts['autonomy']['level'],
  how: string,
  at: Location,
  confidence: Confidence = 'medium',
): AgentFacts['autonomy'] {
  return { level, how, locations: [at], confidence };
}

export function agentNode(
  id: string,
  name: string,
  at: Location,
  facts: Pick<AgentFacts, 'client' | 'surface' | 'autonomy'> & Partial<Omit<AgentNode, 'kind'>>,
): Observation {
  return { type: 'node', node: { kind: 'agent', id, name, locations: [at], confidence: 'high', ...facts } };
}

/** A tool and the call of an agent to it. */
export function calledTool(
  agent: string,
  tool: { id: string; name: string; toolKind: ToolFacts['toolKind']; capabilities?: Capability[] } & Partial<
    Omit<ToolNode, 'kind'>
  >,
  at: Location,
  call: Omit<CallFacts, 'as'> = {},
  confidence: Confidence = 'high',
): Observation[] {
  const { id, name, toolKind, capabilities, ...facts } = tool;
  return [
    {
      type: 'node',
      node: {
        ...facts,
        kind: 'tool',
        id,
        name,
        toolKind,
        locations: [at],
        confidence,
        ...(capabilities?.length ? { capabilities } : {}),
      },
    },
    edge('calls', agent, id, at, { name, call: { as: name, ...call }, confidence }),
  ];
}

export function edge(
  kind: Edge['kind'],
  from: string,
  to: string,
  at: Location,
  more: Partial<Edge> = {},
): Observation {
  return { type: 'edge', edge: { kind, from, to, locations: [at], confidence: 'high', ...more } };
}

const unknownLifetime = (how: string): Lifetime => ({ class: 'unknown', how });

/** A credential that a platform keeps under an id of its own; the export shows who uses it, never its value. */
export function storedCredential(
  holder: { id: string; agent?: string; via: Via; name: string },
  credential: { id: string; name: string; how: string } & Partial<Omit<CredentialNode, 'kind'>>,
  at: Location,
  confidence: Confidence = 'high',
): Observation[] {
  const { id, name, how, ...facts } = credential;
  return [
    {
      type: 'node',
      node: {
        kind: 'credential',
        id,
        name,
        reference: 'secretRef',
        lifetime: unknownLifetime(how),
        locations: [at],
        confidence,
        ...facts,
      },
    },
    edge('holds', holder.id, id, at, { via: holder.via, name: holder.name, agent: holder.agent, confidence }),
  ];
}

/** A control and what it governs. */
export function control(
  governed: string,
  facts: ControlFacts & { name: string; agent?: string },
  at: Location,
  confidence: Confidence = 'medium',
): Observation[] {
  const { name, agent, ...rest } = facts;
  const id = `control:${facts.mechanism}:${at.path}#${name}`;
  return [
    { type: 'node', node: { kind: 'control', id, name, locations: [at], confidence, ...rest } },
    edge('governed-by', governed, id, at, { name: facts.stage, agent, confidence }),
  ];
}
