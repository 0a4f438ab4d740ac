import { nodesOf, targets } from '../inventory/graph.ts';
import type { Check } from './check.ts';
import { agentAccounts } from './kubernetes/agents.ts';

export const check: Check = {
  id: 'NHI-K8S-012',
  *run(graph) {
    const agents = agentAccounts(graph);
    for (const token of nodesOf(graph, 'credential')) {
      if (token.class !== 'service-account-token' || token.lifetime.class !== 'static') continue;
      if (token.settings?.['kubernetes.io/legacy-token-invalid-since']) continue;
      const account = targets(graph, token.id, 'proves', 'identity')[0];
      if (account && agents.has(account.id)) continue;
      const strong = account?.privilege === 'admin' || account?.privilege === 'privileged';
      yield {
        severity: strong ? 'high' : 'medium',
        message: `Secret \`${token.name}\` holds a token${account ? ` of service account \`${account.name}\`` : ''} that never expires${strong ? `; the account is ${account?.privilege}` : ''}${token.lastUsed ? `; last used ${token.lastUsed}` : ''}.`,
        entities: [token.id, ...(account ? [account.id] : [])],
        route: account ? [token.id, account.id] : undefined,
        locations: token.locations,
        key: token.id,
      };
    }
  },
};
