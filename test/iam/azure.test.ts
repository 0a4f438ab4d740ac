import { expect, test } from 'vitest';
import { interpret } from '../../src/iam/azure/interpret.ts';
import { isWide, levelOf, roleOf } from '../../src/iam/azure/roles.ts';
import type { GraphSeed, IdentityNode, Observation, PolicyFact } from '../../src/model/index.ts';

test.each([
  ['appRoles', '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', 'RoleManagement.ReadWrite.Directory', 'takeover'],
  ['appRoles', 'AppRoleAssignment.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'takeover'],
  ['appRoles', 'User.Read.All', 'User.Read.All', 'read'],
  ['directoryRoles', '62e90394-69f5-4237-9190-012177145e10', 'Global Administrator', 'takeover'],
  ['directoryRoles', 'Cloud Application Administrator', 'Cloud Application Administrator', 'tenant'],
  [
    'azureRoles',
    '/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    'Owner',
    'owner',
  ],
  ['azureRoles', 'Contributor', 'Contributor', 'contributor'],
  ['azureRoles', 'Storage Blob Data Reader', 'Storage Blob Data Reader', 'read'],
] as const)('%s %s', (kind, written, name, power) => {
  expect(roleOf(kind, written)).toMatchObject({ name, power });
});

test.each([
  ['/', 'tenant'],
  ['/providers/Microsoft.Management/managementGroups/root', 'management-group'],
  ['/subscriptions/abc', 'subscription'],
  ['${data.azurerm_subscription.prod.id}', 'subscription'],
  ['/subscriptions/abc/resourceGroups/app', 'resource-group'],
  ['${azurerm_resource_group.app.id}', 'resource-group'],
  ['/subscriptions/abc/resourceGroups/app/providers/Microsoft.KeyVault/vaults/v', 'resource'],
])('scope %s', (scope, level) => {
  expect(levelOf(scope)).toBe(level);
  expect(isWide(scope)).toBe(!level.startsWith('resource'));
});

const location = { path: 'a.json', startLine: 1, startColumn: 1 };
const assign = (kind: string, who: string, document: object): PolicyFact => ({
  platform: 'azure',
  kind,
  id: `azure:${kind}/${who}`,
  name: kind,
  attachedTo: [`azure:sp:${who}`],
  document: { confidence: 'high', ...document },
  location,
});
function run(edges: GraphSeed['edges'], ...policies: PolicyFact[]): Observation[] {
  const node = (id: string): IdentityNode => ({
    kind: 'identity',
    id,
    name: id,
    platform: 'azure',
    type: 'app',
    human: false,
    locations: [location],
    confidence: 'high',
  });
  return [
    ...interpret(policies, {
      nodes: new Map(policies.flatMap((one) => one.attachedTo).map((id) => [id, node(id)])),
      edges,
      now: 0,
    }),
  ];
}
const privilege = (seen: Observation[], who: string) =>
  seen.flatMap((o) =>
    o.type === 'node' && o.node.kind === 'identity' && o.node.id === `azure:sp:${who}`
      ? [o.node.privilege]
      : [],
  )[0];
const ways = (seen: Observation[]) =>
  seen.flatMap((o) =>
    o.type === 'edge' && o.edge.kind === 'can-become'
      ? [`${o.edge.from.slice(9)} > ${o.edge.to.slice(9)} by ${o.edge.name}`]
      : [],
  );

test('privilege follows the role and how much its scope covers', () => {
  const seen = run(
    [],
    assign('role-assignment', 'a', { role: 'Owner', scope: '/subscriptions/s' }),
    assign('role-assignment', 'b', { role: 'Owner', scope: '/subscriptions/s/resourceGroups/g' }),
    assign('role-assignment', 'c', { role: 'Contributor', scope: '/subscriptions/s' }),
    assign('role-assignment', 'd', { role: 'Reader', scope: '/subscriptions/s' }),
    assign('app-role', 'e', { role: 'RoleManagement.ReadWrite.Directory' }),
    assign('directory-role', 'f', { role: 'Application Administrator' }),
  );
  expect('abcdef'.split('').map((who) => privilege(seen, who))).toEqual([
    'admin',
    'privileged',
    'privileged',
    'read',
    'admin',
    'privileged',
  ]);
});

test('an owner becomes the application, an administrator of applications every strong one', () => {
  const takeover = assign('app-role', 'root', { role: 'RoleManagement.ReadWrite.Directory' });
  expect(ways(run([], takeover, assign('owner', 'dev', { target: 'root' })))).toEqual([
    'dev > root by owner',
  ]);
  expect(ways(run([], takeover, assign('app-role', 'apps', { role: 'Application.ReadWrite.All' })))).toEqual([
    'apps > root by application-administrator',
  ]);
});

test('who may change a machine acts as the identity attached to it', () => {
  const vm = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm';
  const attached = [
    {
      from: `azure:${vm}`,
      to: 'azure:sp:mi',
      kind: 'acts-as' as const,
      locations: [location],
      confidence: 'high' as const,
    },
  ];
  const strong = assign('role-assignment', 'mi', { role: 'Owner', scope: '/subscriptions/s' });
  const contributor = (scope: string) => assign('role-assignment', 'ci', { role: 'Contributor', scope });
  expect(ways(run(attached, strong, contributor('/subscriptions/s/resourceGroups/g')))).toEqual([
    'ci > mi by managed-identity',
  ]);
  expect(ways(run(attached, strong, contributor('/subscriptions/s/resourceGroups/other')))).toEqual([]);
});
