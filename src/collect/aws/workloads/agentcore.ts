import {
  BedrockAgentCoreControlClient,
  GetAgentRuntimeCommand,
  GetGatewayCommand,
  GetGatewayTargetCommand,
  paginateListAgentRuntimes,
  paginateListGateways,
  paginateListGatewayTargets,
} from '@aws-sdk/client-bedrock-agentcore-control';
import { using } from '../client.ts';
import { allOf, settled } from '../pool.ts';
import type { Service } from './service.ts';

/** Runtimes, gateways and their targets: the `get-` calls of `aws bedrock-agentcore-control`. */
export const agentcore: Service = {
  name: 'bedrock-agentcore',
  what: 'AgentCore runtimes and gateways',
  read: (settings, failed) =>
    using(new BedrockAgentCoreControlClient(settings), (client) =>
      settled([runtimes, gateways], failed, (part) => part(client, failed)),
    ),
};

type Failed = (error: unknown) => void;

async function runtimes(client: BedrockAgentCoreControlClient, failed: Failed): Promise<unknown[]> {
  const runtimes = await allOf(paginateListAgentRuntimes({ client }, {}), (page) => page.agentRuntimes);
  return settled(runtimes, failed, async ({ agentRuntimeId }) => {
    const answer = await client.send(new GetAgentRuntimeCommand({ agentRuntimeId }));
    return [printed(answer)];
  });
}

async function gateways(client: BedrockAgentCoreControlClient, failed: Failed): Promise<unknown[]> {
  const gateways = await allOf(paginateListGateways({ client }, {}), (page) => page.items);
  return settled(gateways, failed, async ({ gatewayId: gatewayIdentifier }) => {
    const gateway = await client.send(new GetGatewayCommand({ gatewayIdentifier }));
    const pages = paginateListGatewayTargets({ client }, { gatewayIdentifier });
    const targets = await allOf(pages, (page) => page.items).catch((error: unknown) => {
      failed(error);
      return [];
    });
    const details = await settled(targets, failed, async ({ targetId }) => {
      const answer = await client.send(new GetGatewayTargetCommand({ gatewayIdentifier, targetId }));
      return [printed(answer)];
    });
    return [printed(gateway), ...details];
  });
}

/** An answer without what the SDK says of the call. */
function printed({ $metadata, ...answer }: { $metadata: unknown }): unknown {
  return answer;
}
