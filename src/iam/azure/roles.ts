import table from './roles.generated.ts';

export interface RoleEntry {
  name: string;
  /** takeover, tenant, own, data, write; owner, contributor, compute, identities, read. */
  power: string;
}

type Table = Record<'appRoles' | 'directoryRoles' | 'azureRoles', Record<string, RoleEntry>>;
const roles = table as Table;

/** A role by its id or its name; one that is not in the table has a name and no power that is known. */
export function roleOf(kind: keyof Table, written: string | undefined): RoleEntry {
  const id = written?.toLowerCase().split('/').at(-1) ?? '';
  const found =
    roles[kind][id] ?? Object.values(roles[kind]).find((entry) => entry.name.toLowerCase() === id);
  return (
    found ?? {
      name: written ?? 'unknown',
      power: /reader$|\.read(?:\.|$)/i.test(written ?? '') ? 'read' : 'other',
    }
  );
}

export type ScopeLevel = 'tenant' | 'management-group' | 'subscription' | 'resource-group' | 'resource';

/** How much a scope covers. What a deployment fills in is taken for what it says in words. */
export function levelOf(scope: string): ScopeLevel {
  if (scope === '/') return 'tenant';
  if (/managementGroups?|management_group/i.test(scope)) return 'management-group';
  if (/^\/subscriptions\/[^/]+\/?$|azurerm_subscription\.[\w-]+(?:\.id)?\}?$|^subscription$/i.test(scope))
    return 'subscription';
  return /resourceGroups\/[^/]+\/?$|azurerm_resource_group\.[\w-]+(?:\.id)?\}?$|^resourceGroup$/i.test(scope)
    ? 'resource-group'
    : 'resource';
}

export const isWide = (scope: string): boolean =>
  ['tenant', 'management-group', 'subscription'].includes(levelOf(scope));
