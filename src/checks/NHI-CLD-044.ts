import { shown } from '../util/expressions.ts';
import { azurePrincipals, grantsOf, isWideScope } from './azure/principals.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'NHI-CLD-044',
  *run(graph) {
    for (const principal of azurePrincipals(graph)) {
      for (const { grant, edge } of grantsOf(graph, principal.id)) {
        const power = grant.powers?.[0];
        const wide = isWideScope(grant.scope);
        if (
          grant.scope === undefined ||
          !(power === 'owner' || (power === 'contributor' && wide) || (power === 'identities' && wide))
        )
          continue;
        const condition = grant.conditions?.[0];
        const severity = power !== 'owner' ? 'medium' : wide ? (condition ? 'medium' : 'high') : 'medium';
        yield {
          rule:
            power === 'owner'
              ? 'azure-owner'
              : power === 'contributor'
                ? 'azure-contributor'
                : 'azure-identity-operator',
          severity,
          confidence: grant.confidence,
          message: `\`${principal.name}\` is \`${grant.actions[0]}\` of \`${shown(grant.scope ?? '')}\`${power === 'owner' ? ' and can give itself any role there' : power === 'contributor' ? ': it can change every resource and act as their managed identities' : ': it can attach every managed identity there'}${condition ? ', limited by a condition' : ''}.`,
          fix:
            power === 'owner'
              ? 'Assign a narrower role on the resource group; where it must assign roles, constrain which by a condition.'
              : 'Assign the role on the resource group or resource it works on.',
          entities: [principal.id, grant.id],
          route: [principal.id, grant.id],
          locations: [...edge.locations, ...grant.locations],
          key: `${principal.id} ${grant.id}`,
        };
      }
    }
  },
};
