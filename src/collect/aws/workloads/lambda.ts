import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { using } from '../client.ts';
import { allOf } from '../pool.ts';
import type { Service } from './service.ts';

/** Functions with the roles they run as: `aws lambda list-functions`. */
export const lambda: Service = {
  name: 'lambda',
  what: 'Lambda functions',
  read: (settings) =>
    using(new LambdaClient(settings), async (client) => {
      const functions = await allOf(paginateListFunctions({ client }, {}), (page) => page.Functions);
      return functions.map((one) => ({ Functions: [one] }));
    }),
};
