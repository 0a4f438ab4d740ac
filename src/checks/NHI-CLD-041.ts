import { type Graph, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, IdentityNode, Severity } from '../model/index.ts';
import { azurePrincipals, grantsOf, type Held, liveSecrets, tenantPower } from './azure/principals.ts';
import type { Check } from './check.ts';

/** Tenant of Microsoft's own applications, present in every directory. */
const MICROSOFT = new Set(['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47']);

export const check: Check = {
  id: 'NHI-CLD-041',
  *run(graph) {
    const home = homeTenant(graph);
    for (const principal of azurePrincipals(graph)) {
      for (const held of grantsOf(graph, principal.id)) yield* judge(graph, principal, held, home);
    }
  },
};

/** The tenant most applications of the export belong to. */
function homeTenant(graph: Graph): string | undefined {
  const counts = new Map<string, number>();
  for (const { account } of nodesOf(graph, 'identity'))
    if (account && !MICROSOFT.has(account)) counts.set(account, (counts.get(account) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0];
}

function* judge(
  graph: Graph,
  principal: IdentityNode,
  held: Held,
  home: string | undefined,
): Generator<FindingDraft> {
  const power = tenantPower(held);
  if (!power || MICROSOFT.has(principal.account ?? '')) return;
  const role = held.grant.name;
  const directory = held.grant.powers?.[0]?.startsWith('directory-');
  const foreign = principal.account !== undefined && home !== undefined && principal.account !== home;
  const secrets = liveSecrets(graph, principal.id);
  const make = (rule: string, severity: Severity, message: string, fix: string): FindingDraft => ({
    rule,
    severity,
    message,
    fix,
    entities: [principal.id, held.grant.id, ...secrets.map((secret) => secret.id)],
    route: [...secrets.slice(0, 1).map((secret) => secret.id), principal.id, held.grant.id],
    locations: [
      ...held.edge.locations,
      ...held.grant.locations,
      ...secrets.flatMap((secret) => secret.locations),
    ],
    key: `${principal.id} ${held.grant.id} ${rule}`,
  });
  if (foreign)
    yield make(
      'azure-foreign-tenant-power',
      'critical',
      `\`${principal.name}\` belongs to another tenant (${principal.account}) and holds \`${role}\`.`,
      'Remove the assignment, or replace the application by one of your own.',
    );
  else if (directory && secrets.length > 0)
    yield make(
      'azure-directory-role-secret',
      'critical',
      `\`${principal.name}\` holds \`${role}\` and is proved by a client secret.`,
      'Remove the secret: use a managed identity, a federated credential or a certificate; assign a narrower role.',
    );
  else
    yield make(
      directory ? 'azure-directory-role' : 'azure-graph-takeover',
      power === 'takeover' ? 'critical' : 'high',
      `\`${principal.name}\` holds \`${role}\`${power === 'takeover' ? ', with which it can give itself every other right of the tenant' : ', which reaches the whole tenant'}.`,
      'Assign the narrowest permission that does the work, such as `Application.ReadWrite.OwnedBy`, or a role limited to an administrative unit.',
    );
}
