import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import type { Finding, Report } from '../../src/model/index.ts';

/**
 * A real SPIRE server and agent on the loopback: entries that are right and wrong are created through the server, printed by it, and audited.
 * Needs `spire-server` and `spire-agent` in SPIRE_BIN or on the PATH; without them the run says so and is skipped.
 */
const folders = [process.env['SPIRE_BIN'] ?? '', ...(process.env['PATH'] ?? '').split(delimiter)].filter(
  Boolean,
);
const found = (name: string) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
const serverBin = found('spire-server');
const agentBin = found('spire-agent');
if (!serverBin || !agentBin)
  console.log('skipped: spire-server and spire-agent are neither in SPIRE_BIN nor on the PATH');

describe.skipIf(!serverBin || !agentBin)('a real SPIRE server and agent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nhi-spire-'));
  const api = join(folder, 'server.sock');
  const workloadApi = join(folder, 'agent.sock');
  const running: ChildProcess[] = [];
  const server = (...args: string[]) =>
    execFileSync(serverBin!, [...args, '-socketPath', api], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  let report: Report;

  beforeAll(async () => {
    const port = await freePort();
    writeFileSync(join(folder, 'server.conf'), serverConf(folder, port));
    running.push(
      spawn(serverBin!, ['run', '-config', join(folder, 'server.conf'), '-expandEnv'], { stdio: 'ignore' }),
    );
    await until(() => server('healthcheck'));
    writeFileSync(join(folder, 'bundle.pem'), server('bundle', 'show'));
    writeFileSync(join(folder, 'agent.conf'), agentConf(folder, port));
    const token = /Token: (\S+)/.exec(
      server('token', 'generate', '-spiffeID', 'spiffe://acme.test/node'),
    )![1]!;
    running.push(
      spawn(agentBin!, ['run', '-config', join(folder, 'agent.conf'), '-joinToken', token], {
        stdio: 'ignore',
      }),
    );
    await until(() =>
      execFileSync(agentBin!, ['healthcheck', '-socketPath', workloadApi], { stdio: 'ignore' }),
    );
    writeFileSync(join(folder, 'data.json'), JSON.stringify({ entries: entries() }));
    server('entry', 'create', '-data', join(folder, 'data.json'));
    rmSync(join(folder, 'data.json'));
    writeFileSync(join(folder, 'entries.json'), server('entry', 'show', '-output', 'json'));
    writeFileSync(join(folder, 'agents.json'), server('agent', 'list', '-output', 'json'));
    report = await audit({ targets: [folder], config: { exclude: ['data/**', '*.sock'] } });
  }, 60_000);

  afterAll(() => {
    for (const child of running) child.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const rulesOf = (part: string): string[] =>
    report.findings
      .filter((finding: Finding) => finding.entities.includes(`spiffe://acme.test/${part}`))
      .map((finding) => finding.rule ?? '');

  test('every wrong entry is found by its rule, the right one by none', () => {
    expect(rulesOf('shared')).toContain('spire-shared-id');
    expect(rulesOf('namespace')).toContain('spire-wide-selector');
    expect(rulesOf('root')).toContain('spire-wide-selector');
    expect(rulesOf('admin')).toContain('spire-admin-entry');
    expect(rulesOf('nested')).toContain('spire-downstream-entry');
    expect(rulesOf('lost')).toContain('spire-server-parent');
    expect(rulesOf('right')).toEqual([]);
  });

  test('lifetimes, configuration and the agent that joined by token', () => {
    const rules = new Set(report.findings.map((finding) => finding.rule));
    for (const rule of [
      'spire-x509-ttl',
      'spire-jwt-ttl',
      'spire-join-token-attestor',
      'spire-agent-join-token',
      'spire-key-manager',
    ])
      expect(rules).toContain(rule);
    expect(rules).not.toContain('spire-insecure-bootstrap');
  });

  test('an entry for root is what the check says: this very process is handed the identity', async () => {
    if (process.getuid?.() !== 0) return;
    await until(() =>
      expect(
        execFileSync(agentBin!, ['api', 'fetch', 'x509', '-socketPath', workloadApi], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      ).toContain('spiffe://acme.test/root'),
    );
  }, 30_000);

  test('every registered workload is an identity of the graph', () => {
    const ids = report.inventory.identities.map((identity) => identity.id);
    for (const { spiffe_id } of entries()) expect(ids).toContain(spiffe_id);
    expect(report.gaps.filter((gap) => gap.what.startsWith('SPIRE'))).toEqual([]);
  });
});

function entries() {
  const entry = (path: string, selectors: string[], more: Record<string, unknown> = {}) => ({
    spiffe_id: `spiffe://acme.test/${path}`,
    parent_id: 'spiffe://acme.test/node',
    selectors: selectors.map((selector) => ({
      type: selector.split(':')[0],
      value: selector.slice(selector.indexOf(':') + 1),
    })),
    ...more,
  });
  return [
    entry('right', ['k8s:ns:ai', 'k8s:sa:coder', 'k8s:pod-label:app:coder'], {
      x509_svid_ttl: 3600,
      jwt_svid_ttl: 300,
    }),
    entry('shared', ['k8s:ns:ai', 'k8s:sa:one']),
    entry('shared', ['k8s:ns:ai', 'k8s:sa:two']),
    entry('namespace', ['k8s:ns:ai']),
    entry('root', ['unix:uid:0']),
    entry('admin', ['k8s:ns:ops', 'k8s:sa:ops'], { admin: true }),
    entry('nested', ['k8s:ns:spire', 'k8s:sa:nested'], { downstream: true }),
    entry('long', ['k8s:ns:ai', 'k8s:sa:long'], { x509_svid_ttl: 1_209_600, jwt_svid_ttl: 86_400 }),
    entry('lost', ['k8s:ns:ai', 'k8s:sa:lost'], { parent_id: 'spiffe://acme.test/spire/server' }),
  ];
}

const serverConf = (folder: string, port: number): string => `server {
  bind_address = "127.0.0.1"
  bind_port = "${port}"
  trust_domain = "acme.test"
  data_dir = "${folder}/data"
  socket_path = "${folder}/server.sock"
  log_level = "ERROR"
  ca_ttl = "24h"
  default_x509_svid_ttl = "1h"
}
plugins {
  DataStore "sql" {
    plugin_data {
      database_type = "sqlite3"
      connection_string = "${folder}/data/datastore.sqlite3"
    }
  }
  NodeAttestor "join_token" {
    plugin_data {}
  }
  KeyManager "memory" {
    plugin_data {}
  }
}
`;

const agentConf = (folder: string, port: number): string => `agent {
  data_dir = "${folder}/data/agent"
  log_level = "ERROR"
  server_address = "127.0.0.1"
  server_port = "${port}"
  socket_path = "${folder}/agent.sock"
  trust_bundle_path = "${folder}/bundle.pem"
  trust_domain = "acme.test"
}
plugins {
  NodeAttestor "join_token" {
    plugin_data {}
  }
  KeyManager "memory" {
    plugin_data {}
  }
  WorkloadAttestor "unix" {
    plugin_data {}
  }
}
`;

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Tries until it no longer throws, for half a minute. */
async function until(attempt: () => unknown): Promise<void> {
  for (let left = 60; ; left--) {
    try {
      attempt();
      return;
    } catch (error) {
      if (left <= 0) throw error;
      await sleep(500);
    }
  }
}
