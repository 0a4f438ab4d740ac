import { nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';

const KINDS: Record<string, { rule: string; what: string; fix: string }> = {
  'service-account-key': {
    rule: 'gcp-sa-key',
    what: 'A key file exists for service account',
    fix: 'Attach the account to the workload, or let it in through a workload identity pool; then delete the key and enforce `iam.disableServiceAccountKeyCreation`.',
  },
  'client-secret': {
    rule: 'azure-client-secret',
    what: 'A client secret exists for',
    fix: 'Add a federated credential or use a managed identity, then delete the secret.',
  },
};

export const check: Check = {
  id: 'NHI-CLD-010',
  *run(graph) {
    for (const credential of nodesOf(graph, 'credential')) {
      const kind = KINDS[credential.class ?? ''];
      if (!kind || !/^(?:gcp|azure):/.test(credential.id)) continue;
      const owner = targets(graph, credential.id, 'proves', 'identity')[0];
      const strong = owner?.privilege === 'admin' || owner?.privilege === 'privileged';
      yield {
        rule: kind.rule,
        severity: strong ? 'high' : 'medium',
        message: `${kind.what} \`${owner?.name ?? credential.name}\`${strong ? `, which is ${owner?.privilege} (${owner?.privilegeWhy})` : ''}: it works for whoever copies it.`,
        fix: kind.fix,
        entities: [credential.id, ...(owner ? [owner.id] : [])],
        route: owner ? [credential.id, owner.id] : undefined,
        locations: credential.locations,
        key: credential.id,
      };
    }
  },
};
