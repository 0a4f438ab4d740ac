import { edgesTo, nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-036',
  *run(graph) {
    for (const delegation of nodesOf(graph, 'control')) {
      if (delegation.mechanism !== 'gcp-domain-delegation') continue;
      const account = nodesOf(graph, 'identity').find(
        (node) =>
          node.platform === 'gcp' &&
          [node.settings?.['oauth2ClientId']?.value, node.settings?.['uniqueId']?.value]
            .map(String)
            .includes(delegation.name),
      );
      if (!account) continue;
      const keys = edgesTo(graph, account.id, 'proves').map((edge) => edge.from);
      const scopes = String(delegation.settings?.['scopes']?.value ?? '').split('\n');
      yield {
        severity: keys.length > 0 ? 'critical' : 'high',
        message: `\`${account.name}\` may act as any user of the Workspace domain (${scopes
          .map((scope) => `\`${scope.split('/auth/').at(-1)}\``)
          .slice(0, 4)
          .join(
            ', ',
          )})${keys.length > 0 ? ` and has ${keys.length === 1 ? 'a key file' : `${keys.length} key files`}` : ''}.`,
        entities: [account.id, delegation.id, ...keys],
        route: [...keys.slice(0, 1), account.id],
        locations: [...delegation.locations, ...account.locations],
        key: account.id,
      };
    }
  },
};
