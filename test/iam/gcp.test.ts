import { expect, test } from 'vitest';
import { interpret } from '../../src/iam/gcp/interpret.ts';
import { powersOf } from '../../src/iam/gcp/powers.ts';
import type { GraphSeed, IdentityNode, Observation, PolicyFact } from '../../src/model/index.ts';

test.each([
  ['roles/owner', undefined, ['owner', 'set-policy', 'act-as', 'deploy']],
  ['roles/editor', undefined, ['editor', 'act-as', 'deploy']],
  ['roles/iam.serviceAccountTokenCreator', undefined, ['impersonate']],
  ['roles/iam.workloadIdentityUser', undefined, ['impersonate']],
  ['roles/iam.serviceAccountUser', undefined, ['act-as']],
  ['roles/iam.serviceAccountKeyAdmin', undefined, ['key-create', 'admin-role']],
  ['roles/resourcemanager.projectIamAdmin', undefined, ['set-policy', 'admin-role']],
  ['roles/run.developer', undefined, ['deploy']],
  ['roles/compute.instanceAdmin.v1', undefined, ['deploy']],
  ['roles/storage.admin', undefined, ['admin-role']],
  ['roles/storage.objectAdmin', undefined, []],
  ['roles/storage.objectViewer', undefined, []],
  ['custom', ['iam.serviceAccounts.getAccessToken', 'storage.objects.get'], ['impersonate']],
  ['custom', ['iam.serviceAccounts.actAs', 'run.services.create'], ['act-as', 'deploy']],
  ['custom', ['resourcemanager.projects.setIamPolicy'], ['set-policy']],
])('powers of %s %s', (role, permissions, powers) => {
  expect(powersOf(role, permissions)).toEqual(powers);
});

const location = { path: 'iam.json', startLine: 1, startColumn: 1 };
const sa = (name: string, project = 'p') => `${name}@${project}.iam.gserviceaccount.com`;
const policy = (
  scope: string,
  ...bindings: [role: string, member: string, condition?: string][]
): PolicyFact => ({
  platform: 'gcp',
  kind: 'iam-policy',
  id: `gcp:policy/${scope}`,
  name: scope,
  attachedTo: [],
  document: {
    scope,
    confidence: 'high',
    bindings: bindings.map(([role, member, condition]) => ({
      role,
      roleLocation: location,
      condition,
      members: [{ text: member, id: `gcp:sa:${member}`, location }],
    })),
  },
  location,
});

function run(...policies: PolicyFact[]): Observation[] {
  const ids = policies.flatMap((one) =>
    (one.document as { bindings: { members: { id: string }[] }[] }).bindings.flatMap(({ members }) =>
      members.map(({ id }) => id),
    ),
  );
  const node = (id: string): IdentityNode => ({
    kind: 'identity',
    id,
    name: id,
    platform: 'gcp',
    type: 'service-account',
    human: false,
    locations: [location],
    confidence: 'high',
  });
  const seed: GraphSeed = { nodes: new Map(ids.map((id) => [id, node(id)])), edges: [], now: 0 };
  return [...interpret(policies, seed)];
}
const ways = (seen: Observation[]) =>
  seen.flatMap((o) =>
    o.type === 'edge' && o.edge.kind === 'can-become'
      ? [`${o.edge.from.slice(7).split('@')[0]} > ${o.edge.to.slice(7).split('@')[0]} by ${o.edge.name}`]
      : [],
  );
const privilege = (seen: Observation[], name: string) =>
  seen.flatMap((o) =>
    o.type === 'node' && o.node.kind === 'identity' && o.node.id === `gcp:sa:${sa(name)}`
      ? [o.node.privilege]
      : [],
  )[0];

test('Token Creator on one account reaches that account, on a project every stronger one of it', () => {
  const owner = policy('projects/p', ['roles/owner', sa('root')], ['roles/logging.logWriter', sa('log')]);
  expect(
    ways(
      run(owner, policy(`serviceAccount:${sa('log')}`, ['roles/iam.serviceAccountTokenCreator', sa('ci')])),
    ),
  ).toEqual(['ci > log by impersonate']);
  expect(ways(run(owner, policy('projects/p', ['roles/iam.serviceAccountTokenCreator', sa('ci')])))).toEqual([
    'ci > root by impersonate',
  ]);
  expect(ways(run(owner, policy('projects/q', ['roles/iam.serviceAccountTokenCreator', sa('ci')])))).toEqual(
    [],
  );
});

test('actAs needs something to start: with a deploying role it is a way, alone it is none', () => {
  const owner = policy('projects/p', ['roles/owner', sa('root')]);
  const user = policy(`serviceAccount:${sa('root')}`, ['roles/iam.serviceAccountUser', sa('ci')]);
  expect(ways(run(owner, user))).toEqual([]);
  expect(ways(run(owner, user, policy('projects/p', ['roles/run.developer', sa('ci')])))).toEqual([
    'ci > root by act-as',
  ]);
});

test('a folder reaches accounts below it, less surely than a project', () => {
  const seen = run(
    policy('projects/p', ['roles/owner', sa('root')]),
    policy('folders/1', ['roles/iam.serviceAccountTokenCreator', sa('ci')]),
  );
  const edge = seen.find((o) => o.type === 'edge' && o.edge.kind === 'can-become');
  expect(edge).toMatchObject({ edge: { to: `gcp:sa:${sa('root')}`, confidence: 'medium' } });
});

test('privilege: owner of a project administers it, a service administrator is privileged, a bucket is not a project', () => {
  const seen = run(
    policy(
      'projects/p',
      ['roles/owner', sa('a')],
      ['roles/storage.admin', sa('b')],
      ['roles/viewer', sa('c')],
    ),
    policy('//storage/bucket', ['roles/storage.admin', sa('d')]),
  );
  expect(['a', 'b', 'c', 'd'].map((name) => privilege(seen, name))).toEqual([
    'admin',
    'privileged',
    'read',
    'write',
  ]);
});
