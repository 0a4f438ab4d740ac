import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  paginateListTaskDefinitionFamilies,
} from '@aws-sdk/client-ecs';
import { using } from '../client.ts';
import { allOf, settled } from '../pool.ts';
import type { Service } from './service.ts';

/** The newest active task definition of each family: `aws ecs describe-task-definition`. */
export const ecs: Service = {
  name: 'ecs',
  what: 'ECS task definitions',
  read: (settings, failed) =>
    using(new ECSClient(settings), async (client) => {
      const pages = paginateListTaskDefinitionFamilies({ client }, { status: 'ACTIVE' });
      const families = await allOf(pages, (page) => page.families);
      return settled(families, failed, async (family) => {
        const command = new DescribeTaskDefinitionCommand({ taskDefinition: family });
        const { taskDefinition } = await client.send(command);
        return [{ taskDefinition }];
      });
    }),
};
