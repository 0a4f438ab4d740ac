import {
  BedrockAgentClient,
  GetAgentActionGroupCommand,
  GetAgentCommand,
  paginateListAgentActionGroups,
  paginateListAgents,
} from '@aws-sdk/client-bedrock-agent';
import { using } from '../client.ts';
import { allOf, settled } from '../pool.ts';
import type { Service } from './service.ts';

/** The version that is being worked on; every agent has it. */
const agentVersion = 'DRAFT';

/** Agents with their roles, and what their action groups call: `aws bedrock-agent get-agent`, `get-agent-action-group`. */
export const bedrock: Service = {
  name: 'bedrock-agent',
  what: 'Bedrock agents',
  read: (settings, failed) =>
    using(new BedrockAgentClient(settings), async (client) => {
      const agents = await allOf(paginateListAgents({ client }, {}), (page) => page.agentSummaries);
      return settled(agents, failed, async ({ agentId }) => {
        const { agent } = await client.send(new GetAgentCommand({ agentId }));
        return [{ agent }, ...(await actionGroups(client, agentId, failed))];
      });
    }),
};

async function actionGroups(
  client: BedrockAgentClient,
  agentId: string | undefined,
  failed: (error: unknown) => void,
): Promise<unknown[]> {
  const pages = paginateListAgentActionGroups({ client }, { agentId, agentVersion });
  const groups = await allOf(pages, (page) => page.actionGroupSummaries).catch((error: unknown) => {
    failed(error);
    return [];
  });
  return settled(groups, failed, async ({ actionGroupId }) => {
    const command = new GetAgentActionGroupCommand({ agentId, agentVersion, actionGroupId });
    const { agentActionGroup } = await client.send(command);
    return [{ agentActionGroup }];
  });
}
