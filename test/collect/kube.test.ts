import { expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { collectKube, KINDS } from '../../src/collect/kube.ts';

/** What a cluster with one agent answers; a call nobody planned for fails as kubectl does. */
function cluster(asked: string[][]) {
  return async (args: string[]): Promise<string> => {
    asked.push(args);
    const kind = args[args.indexOf('get') + 1];
    if (kind === 'secrets') return 'ai  mcp-token  mcp  2023-01-01T00:00:00Z  2023-02-02  <none>\n';
    if (kind === 'jobs.batch')
      throw Object.assign(new Error('exit 1'), {
        stderr: 'Error from server (Forbidden): jobs.batch is forbidden\n',
      });
    const items =
      kind === 'deployments.apps'
        ? [deployment]
        : kind === 'clusterrolebindings.rbac.authorization.k8s.io'
          ? [binding]
          : [];
    return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  };
}

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'github-mcp', namespace: 'ai', uid: '1' },
  spec: {
    template: {
      spec: {
        serviceAccountName: 'mcp',
        containers: [{ name: 'main', image: 'ghcr.io/acme/github-mcp-server:1' }],
      },
    },
  },
};
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'mcp', uid: '2' },
  roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'mcp', namespace: 'ai' }],
};

test('a cluster is read through kubectl: read-only, one call a kind, no values of Secrets', async () => {
  const asked: string[][] = [];
  const ground = await collectKube('prod', cluster(asked));
  expect(asked).toHaveLength(KINDS.length + 1);
  for (const args of asked) {
    expect(args.slice(0, 3)).toEqual(['--context', 'prod', 'get']);
    if (args[3] === 'secrets') expect(args.at(-1)).toMatch(/^custom-columns=(?!.*:\.data)/);
  }
  expect(ground.gaps).toEqual([
    { what: 'jobs.batch', where: 'kube:prod', why: 'Error from server (Forbidden): jobs.batch is forbidden' },
  ]);
  const records = ground.files.map((file) => ({ path: file.path, text: file.content!.toString() }));
  const report = await audit({ targets: [], records, config: {} });
  const found = report.findings.map((finding) => `${finding.check}/${finding.rule}`);
  expect(found).toContain('NHI-K8S-001/k8s-agent-wildcard');
  expect(found).toContain('NHI-K8S-004/k8s-agent-legacy-token');
});

test('without kubectl there is one gap and no crash', async () => {
  const ground = await collectKube(undefined, async () => {
    throw Object.assign(new Error('spawn kubectl ENOENT'), { code: 'ENOENT' });
  });
  expect(ground.files).toEqual([]);
  expect(ground.gaps).toEqual([{ what: 'kubectl', where: 'kube:current', why: 'is not on the PATH' }]);
});
