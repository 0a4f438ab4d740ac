import type { Location, Observation } from '../../model/index.ts';
import { agentNode, autonomy, edge } from './facts.ts';

/** A deployment to Vertex Agent Engine, from an SDK call or Terraform. */
export interface Engine {
  path: string;
  name: string;
  at: Location;
  /** Mail of the service account it runs as. */
  account?: { mail: string; location: Location };
  /** `AGENT_IDENTITY` or `SERVICE_ACCOUNT`. */
  identityType?: { value: string; location: Location };
}

/** Ids of the agent and of the runtime it lives in. */
export function engineIds({ path, name }: Pick<Engine, 'path' | 'name'>): {
  agent: string;
  workload: string;
} {
  const key = `${path}#${name.replaceAll(/[^\w.-]+/g, '-')}`;
  return { agent: `agent:agent-engine:${key}`, workload: `agent-engine:${key}` };
}

/** A service account, or an identity of its own. https://docs.cloud.google.com/agent-builder/agent-engine/agent-identity */
export function* observeEngine(engine: Engine): Generator<Observation> {
  const { name, at, account, identityType } = engine;
  const { agent, workload } = engineIds(engine);
  yield agentNode(agent, name, at, {
    client: 'agent-engine',
    surface: 'platform',
    headless: true,
    autonomy: autonomy('unknown', 'the deployed agent decides', at, 'low'),
  });
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id: workload,
      name,
      platform: 'agent-engine',
      locations: [at],
      confidence: 'high',
      workloadIdentity: 'used',
      ...(identityType && { settings: { identity_type: identityType } }),
    },
  };
  yield edge('runs-in', agent, workload, at);
  if (account) yield edge('acts-as', workload, `gcp:sa:${account.mail}`, account.location);
}
