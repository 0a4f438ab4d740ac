import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { INSTALLED_KINDS, KINDS } from '../../src/collect/kube.ts';
import type { Report } from '../../src/model/index.ts';
import { cli } from '../support/cli.ts';
import { withFolder } from '../support/folder.ts';

interface Answer {
  /** Standard output. */
  out?: string;
  /** Error output, with exit code 1. */
  error?: string;
}

/** A `kubectl` on the PATH that answers by kind and writes down how it was called. Its words are those of kubectl 1.32 against a server 1.33. */
const PROGRAM = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync(__dirname + '/calls', JSON.stringify(args) + '\\n');
const answers = JSON.parse(readFileSync(__dirname + '/answers.json', 'utf8'));
const kind = args[args.indexOf('get') + 1];
const { out, error } = answers[kind] ?? answers['*'] ?? {};
if (error !== undefined) { process.stderr.write(error + '\\n'); process.exit(1); }
process.stdout.write(out ?? JSON.stringify({ apiVersion: 'v1', items: [], kind: 'List', metadata: { resourceVersion: '' } }, null, 4) + '\\n');
`;

async function scan(answers: Record<string, Answer>) {
  let result: { status: number | null; stderr: string; report: Report; calls: string[][] } | undefined;
  await withFolder({ 'bin/answers.json': JSON.stringify(answers), 'bin/calls': '' }, async (folder) => {
    const bin = join(folder, 'bin');
    writeFileSync(join(bin, 'kubectl'), PROGRAM);
    chmodSync(join(bin, 'kubectl'), 0o755);
    const run = cli(folder, ['scan', '--kube', 'prod', '--format', 'json', '--quiet'], {
      env: { PATH: bin },
    });
    const calls = readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n');
    result = {
      status: run.status,
      stderr: run.stderr,
      report: JSON.parse(run.stdout) as Report,
      calls: calls.map((line) => JSON.parse(line) as string[]),
    };
  });
  return result!;
}

const listOf = (...items: object[]): Answer => ({
  out: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
});
const forbidden = (kind: string, group: string): Answer => ({
  error: `Error from server (Forbidden): ${kind} is forbidden: User "viewer" cannot list resource "${kind.split('.')[0]}" in API group "${group}" at the cluster scope`,
});
const unknownKind = (kind: string): Answer => ({
  error: `error: the server doesn't have a resource type "${kind.split('.')[0]}"`,
});
const metadata = (name: string, uid: string, more = {}) => ({ name, uid, ...more });

const cluster: Record<string, Answer> = {
  ...Object.fromEntries(INSTALLED_KINDS.map((kind) => [kind, unknownKind(kind)])),
  'deployments.apps': listOf({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata('github-mcp', '1', { namespace: 'ai' }),
    spec: {
      template: {
        spec: {
          serviceAccountName: 'mcp',
          containers: [{ name: 'main', image: 'ghcr.io/acme/github-mcp-server:1' }],
        },
      },
    },
  }),
  'clusterrolebindings.rbac.authorization.k8s.io': listOf({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: metadata('mcp', '2'),
    roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'mcp', namespace: 'ai' }],
  }),
  'clusterspiffeids.spire.spiffe.io': listOf({
    apiVersion: 'spire.spiffe.io/v1alpha1',
    kind: 'ClusterSPIFFEID',
    metadata: metadata('all-pods', '3'),
    spec: { spiffeIDTemplate: 'spiffe://acme.test/agents', ttl: '240h0m0s' },
  }),
  'clusterstaticentries.spire.spiffe.io': listOf({
    apiVersion: 'spire.spiffe.io/v1alpha1',
    kind: 'ClusterStaticEntry',
    metadata: metadata('nested', '4'),
    spec: {
      spiffeID: 'spiffe://acme.test/nested',
      parentID: 'spiffe://acme.test/spire/agent/k8s_psat/prod/1',
      selectors: ['k8s:ns:ai', 'k8s:sa:nested'],
      downstream: true,
    },
  }),
  'agents.kagent.dev': listOf({
    apiVersion: 'kagent.dev/v1alpha2',
    kind: 'Agent',
    metadata: metadata('ops', '5', { namespace: 'ai' }),
    spec: {
      type: 'Declarative',
      declarative: {
        tools: [
          {
            type: 'McpServer',
            mcpServer: { kind: 'RemoteMCPServer', name: 'k8s', toolNames: ['k8s_delete_resource'] },
          },
        ],
      },
    },
  }),
  secrets: { out: 'ai   mcp-token   mcp   2023-01-01T00:00:00Z   2023-02-02   <none>\n' },
  'jobs.batch': forbidden('jobs.batch', 'batch'),
};

describe('--kube', () => {
  test('reads accounts, rights, workloads, SPIRE registrations and agents; one call a kind, no values of Secrets', async () => {
    const { status, report, calls } = await scan(cluster);
    expect(calls).toHaveLength(KINDS.length + INSTALLED_KINDS.length + 1);
    for (const args of calls) {
      expect(args.slice(0, 3)).toEqual(['--context', 'prod', 'get']);
      if (args[3] === 'secrets') expect(args.at(-1)).toMatch(/^custom-columns=(?!.*:\.data)/);
      else expect(args.slice(4)).toEqual(['--all-namespaces', '--output', 'json']);
    }
    const found = report.findings.map((finding) => `${finding.check}/${finding.rule ?? ''}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'NHI-K8S-001/k8s-agent-wildcard',
        'NHI-K8S-004/k8s-agent-legacy-token',
        'NHI-K8S-006/kagent-changes-unasked',
        'NHI-WID-002/spire-template-shared',
        'NHI-WID-002/spire-downstream-entry',
        'NHI-WID-003/spire-x509-ttl',
      ]),
    );
    expect(report.scan.targets).toEqual(['kube:prod']);
    // What is not installed is no gap; what may not be listed is one.
    expect(report.gaps).toEqual([
      {
        what: 'cluster objects',
        where: 'kube:prod/jobs.batch',
        why: 'User "viewer" cannot list resource "jobs" in API group "batch" at the cluster scope',
      },
    ]);
    expect(status).toBe(1);
  });

  test('where everything is refused nothing is clean', async () => {
    const { status, stderr, report } = await scan({ '*': forbidden('pods', '') });
    expect(status).toBe(3);
    expect(stderr).toContain('kube:prod gave nothing');
    expect(report.scan.silent).toEqual(['kube:prod']);
    expect(report.score.repository).toBeNull();
  });

  test.each([
    'error: context "prod" does not exist',
    'Unable to connect to the server: dial tcp: lookup prod.test: no such host',
  ])('what ends every call is said once: %s', async (error) => {
    const { status, report, calls } = await scan({ '*': { error } });
    expect(status).toBe(3);
    expect(calls).toHaveLength(1);
    expect(report.gaps).toEqual([{ what: 'cluster', where: 'kube:prod', why: error }]);
  });

  test('without kubectl there is one gap and no crash', async () => {
    await withFolder({ 'empty/x': '' }, async (folder) => {
      const run = cli(folder, ['scan', '--kube', '--format', 'json'], {
        env: { PATH: join(folder, 'empty') },
      });
      expect(run.status).toBe(3);
      expect((JSON.parse(run.stdout) as Report).gaps).toEqual([
        { what: 'cluster', where: 'kube:current', why: 'kubectl is not on the PATH' },
      ]);
    });
  });
});
