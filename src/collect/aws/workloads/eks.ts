import {
  DescribePodIdentityAssociationCommand,
  EKSClient,
  paginateListClusters,
  paginateListPodIdentityAssociations,
} from '@aws-sdk/client-eks';
import { using } from '../client.ts';
import { allOf, settled } from '../pool.ts';
import type { Service } from './service.ts';

/** Which service account of which cluster becomes which role: `aws eks describe-pod-identity-association`. */
export const eks: Service = {
  name: 'eks',
  what: 'EKS pod identities',
  read: (settings, failed) =>
    using(new EKSClient(settings), async (client) => {
      const clusters = await allOf(paginateListClusters({ client }, {}), (page) => page.clusters);
      const associations = await settled(clusters, failed, (clusterName) =>
        allOf(paginateListPodIdentityAssociations({ client }, { clusterName }), (page) => page.associations),
      );
      return settled(associations, failed, async ({ clusterName, associationId }) => {
        const command = new DescribePodIdentityAssociationCommand({ clusterName, associationId });
        const { association } = await client.send(command);
        return [{ association }];
      });
    }),
};
