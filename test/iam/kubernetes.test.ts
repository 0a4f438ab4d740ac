import { expect, test } from 'vitest';
import { interpret } from '../../src/iam/kubernetes/interpret.ts';
import { powersOf } from '../../src/iam/kubernetes/powers.ts';
import { nearest, rolesOf } from '../../src/iam/kubernetes/roles.ts';
import type { GraphSeed, Observation, PolicyFact } from '../../src/model/index.ts';

const RBAC = 'rbac.authorization.k8s.io';

test.each([
  ['everything', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, ['all']],
  [
    'every resource of the core group',
    { apiGroups: [''], resources: ['*'], verbs: ['get'] },
    ['wildcard-resources', 'secrets-read', 'pods-exec', 'nodes-proxy', 'port-forward'],
  ],
  [
    'every verb on config maps',
    { apiGroups: [''], resources: ['configmaps'], verbs: ['*'] },
    ['wildcard-verbs'],
  ],
  ['listing secrets', { apiGroups: [''], resources: ['secrets'], verbs: ['list'] }, ['secrets-read']],
  ['watching secrets', { apiGroups: [''], resources: ['secrets'], verbs: ['watch'] }, ['secrets-read']],
  [
    'one secret by name',
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['tls'] },
    [],
  ],
  ['deleting secrets', { apiGroups: [''], resources: ['secrets'], verbs: ['delete'] }, []],
  ['secrets of another group', { apiGroups: ['acme.test'], resources: ['secrets'], verbs: ['get'] }, []],
  ['escalate', { apiGroups: [RBAC], resources: ['roles'], verbs: ['escalate'] }, ['escalate']],
  [
    'bind of named roles',
    { apiGroups: [RBAC], resources: ['clusterroles'], verbs: ['bind'], resourceNames: ['view'] },
    [],
  ],
  [
    'impersonating groups',
    { apiGroups: [''], resources: ['groups'], verbs: ['impersonate'] },
    ['impersonate'],
  ],
  [
    'exec by wildcard subresource',
    { apiGroups: [''], resources: ['*/exec'], verbs: ['create'] },
    ['pods-exec'],
  ],
  ['reading pods', { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }, []],
  [
    'ephemeral containers',
    { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] },
    ['pods-exec'],
  ],
  ['cron jobs', { apiGroups: ['batch'], resources: ['cronjobs'], verbs: ['update'] }, ['pods-create']],
  [
    'signers',
    { apiGroups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve'] },
    ['csr-approve'],
  ],
  ['a URL', { nonResourceURLs: ['/metrics'], verbs: ['get'] }, []],
])('powers of %s', (_, rule, powers) => {
  expect(powersOf(rule)).toEqual(powers);
});

const location = (path: string) => ({ path, startLine: 1, startColumn: 1 });
const role = (name: string, rules: object[], more: object = {}, path = 'a.yaml'): PolicyFact => ({
  platform: 'kubernetes',
  kind: 'cluster-role',
  id: `k8s:clusterrole/${name}`,
  name,
  attachedTo: [],
  document: { rules, labels: {}, confidence: 'high', ...more },
  location: location(path),
});
const binding = (name: string, roleName: string, accounts: string[], namespace?: string): PolicyFact => ({
  platform: 'kubernetes',
  kind: namespace ? 'role-binding' : 'cluster-role-binding',
  id: `k8s:binding/${name}`,
  name,
  attachedTo: accounts,
  document: {
    namespace,
    roleRef: { kind: 'ClusterRole', name: roleName },
    roleLocation: location('a.yaml'),
    labels: {},
    subjects: accounts.map((id) => ({
      kind: id.includes('/sa/') || id.startsWith('k8s:sa/') ? 'ServiceAccount' : 'Group',
      name: id,
      id,
      location: location('a.yaml'),
    })),
    confidence: 'high',
  },
  location: location('a.yaml'),
});
const seed: GraphSeed = { nodes: new Map(), edges: [], now: 0 };
const run = (...policies: PolicyFact[]): Observation[] => [...interpret(policies, seed)];
const strength = (seen: Observation[], id: string) =>
  seen.flatMap((o) =>
    o.type === 'node' && o.node.kind === 'identity' && o.node.id === id && o.node.privilege
      ? [o.node.privilege]
      : [],
  )[0];
const becomes = (seen: Observation[]) =>
  seen.flatMap((o) =>
    o.type === 'edge' && o.edge.kind === 'can-become'
      ? [`${o.edge.from} > ${o.edge.to} by ${o.edge.name}`]
      : [],
  );

const POD_CREATOR = [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }];

test('the strongest binding decides how strong an account is; a role of one namespace is never an administrator', () => {
  const a = 'k8s:sa/n/a';
  const b = 'k8s:sa/n/b';
  const seen = run(
    role('reader', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]),
    binding('1', 'reader', [a]),
    binding('2', 'cluster-admin', [a]),
    binding('3', 'cluster-admin', [b], 'n'),
  );
  expect(strength(seen, a)).toBe('admin');
  expect(strength(seen, b)).toBe('privileged');
});

test('who may start pods becomes the stronger accounts of the same namespace, and no others', () => {
  const seen = run(
    role('creator', POD_CREATOR),
    binding('1', 'creator', ['k8s:sa/n/ci'], 'n'),
    binding('2', 'cluster-admin', ['k8s:sa/n/root', 'k8s:sa/other/root']),
  );
  expect(becomes(seen)).toEqual(['k8s:sa/n/ci > k8s:sa/n/root by pods-create']);
});

test('a group of service accounts gives its rights to each of them that is known', () => {
  const seen = run(
    binding('1', 'cluster-admin', ['k8s:group/system:serviceaccounts:n']),
    binding('2', 'view', ['k8s:sa/n/a'], 'n'),
  );
  expect(strength(seen, 'k8s:sa/n/a')).toBe('admin');
});

test('rules arrive by label: through an aggregation rule, and into the roles every cluster has', () => {
  const secret = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
  const roles = rolesOf([
    role('monitoring', [], { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { m: 'true' } }] } }),
    role('extra', secret, { labels: { m: 'true', [`${RBAC}/aggregate-to-view`]: 'true' } }),
  ]);
  for (const name of ['monitoring', 'view'])
    expect(roles.find((one) => one.name === name)!.aggregated).toMatchObject([
      { from: 'k8s:clusterrole/extra', rule: secret[0] },
    ]);
});

test('of two roles of one name a binding means the one beside it', () => {
  const roles = rolesOf([
    role('manager', [], {}, 'apps/a/rbac/role.yaml'),
    role('manager', [], {}, 'apps/b/rbac/role.yaml'),
  ]);
  expect(nearest(roles, 'k8s:clusterrole/manager', 'apps/b/rbac/binding.yaml')!.location!.path).toBe(
    'apps/b/rbac/role.yaml',
  );
});
