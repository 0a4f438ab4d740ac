import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

/** Constraints that keep static keys from coming into being. https://cloud.google.com/resource-manager/docs/organization-policy/restricting-service-accounts */
const WANTED: Record<string, string> = {
  'iam.disableServiceAccountKeyCreation': 'service-account keys may be created',
  'iam.managed.disableServiceAccountKeyCreation': 'service-account keys may be created',
  'iam.disableServiceAccountKeyUpload': 'public keys may be uploaded to service accounts',
  'iam.automaticIamGrantsForDefaultServiceAccounts': 'default service accounts are made Editors',
  'iam.serviceAccountKeyExpiryHours': 'keys live without an end',
};

export const check: Check = {
  id: 'NHI-CLD-039',
  *run(graph) {
    for (const policy of nodesOf(graph, 'control')) {
      const constraint = String(policy.settings?.['constraint']?.value ?? '');
      if (
        policy.mechanism !== 'gcp-org-policy' ||
        !WANTED[constraint] ||
        policy.settings?.['enforced']?.value === true
      )
        continue;
      yield {
        message: `Organisation policy \`${constraint}\` is set but not enforced: ${WANTED[constraint]}.`,
        fix: `Enforce \`constraints/${constraint}\`.`,
        entities: [policy.id],
        locations: policy.locations,
        key: policy.id,
      };
    }
  },
};
