import type { Location, Observation } from '../../model/index.ts';
import { agentNode, autonomy, edge } from '../platforms/facts.ts';
import { principalId } from './nodes.ts';

/**
 * A project of Azure AI Foundry (hub-based or not), whatever it is declared in. Agents that are not published act as the project's
 * identity, all of them: https://learn.microsoft.com/azure/foundry/agents/concepts/agent-identity
 */
export interface Project {
  /** Id as the file knows it, equal for equal expressions. */
  id: string;
  name: string;
  path: string;
  at: Location;
  /** User-assigned identities; empty when the project has its own. */
  identities: { id: string; location: Location }[];
}

export const projectAgent = (path: string, name: string): string => `agent:azure-ai-foundry:${path}#${name}`;

export function* observeProject(project: Project): Generator<Observation> {
  const { id, name, path, at, identities } = project;
  const agent = projectAgent(path, name);
  const workload = `azure:${id}`;
  yield agentNode(agent, name, at, {
    client: 'azure-ai-foundry',
    surface: 'platform',
    headless: true,
    autonomy: autonomy('unknown', 'the agents of the project are not in the template', at, 'low'),
  });
  yield {
    type: 'node',
    node: {
      kind: 'workload',
      id: workload,
      name,
      platform: 'azure',
      locations: [at],
      confidence: 'high',
      workloadIdentity: 'used',
    },
  };
  yield edge('runs-in', agent, workload, at);
  for (const one of identities) yield edge('acts-as', workload, principalId(one.id), one.location);
}

/** What a connection of a project lets its agents into, and how it proves itself there. */
export interface Connection {
  id: string;
  name: string;
  /** Agent of the project. */
  agent: string;
  authType: string;
  category?: string;
  location: Location;
}

/** Ways of a connection that need no stored secret. */
const KEYLESS =
  /^(?:AAD|ManagedIdentity|None|ProjectManagedIdentity|AgenticIdentityToken|UserEntraToken|OAuth2)$/i;

/** https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/accounts/projects/connections */
export function* observeConnection(connection: Connection): Generator<Observation> {
  const { id, name, agent, authType, category, location } = connection;
  if (KEYLESS.test(authType)) return;
  const credential = `azure:connection/${id}`;
  yield {
    type: 'node',
    node: {
      kind: 'credential',
      id: credential,
      name: `connection ${name}`,
      class: authType.toLowerCase(),
      provider: category?.toLowerCase(),
      reference: 'secretRef',
      owner: 'service',
      lifetime: { class: 'static', how: `\`authType\` is \`${authType}\`: a key that the project keeps` },
      alternative: '`authType: AAD` with the managed identity of the project',
      locations: [location],
      confidence: 'high',
    },
  };
  yield edge('holds', agent, credential, location, { via: 'field', name });
}
