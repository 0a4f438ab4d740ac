import { edgesTo, type Graph, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, Severity } from '../model/index.ts';
import type { Check } from './check.ts';
import { type Entry, entriesOf, isNodeAlias, placesOf, setting } from './spiffe/entries.ts';

/** One setting of a server or agent that weakens who is let in or what is kept safe. */
interface Weakness {
  rule: string;
  key: string;
  when(value: string): boolean;
  severity: Severity;
  says(value: string): string;
  fix: string;
}

const names = (value: string): string =>
  value
    .split('\n')
    .map((name) => `\`${name}\``)
    .join(', ');
const any = (value: string): boolean => value !== '';

const SERVER: Weakness[] = [
  {
    rule: 'spire-join-token-attestor',
    key: 'NodeAttestor',
    when: (v) => v.split('\n').includes('join_token'),
    severity: 'medium',
    says: () =>
      'admits nodes by join token: whoever has the token is the node, and no hardware or platform vouches for it',
    fix: 'Use the attestor of the platform (`k8s_psat`, `aws_iid`, `gcp_iit`, `azure_msi`) or `tpm_devid`.',
  },
  {
    rule: 'spire-key-manager',
    key: 'KeyManager',
    when: (v) => v === 'memory' || v === 'disk',
    severity: 'low',
    says: (v) =>
      `keeps its signing keys ${v === 'disk' ? 'in a file' : 'in memory, so that a restart changes the trust bundle'}`,
    fix: 'Use a KMS key manager (`aws_kms`, `gcp_kms`, `azure_key_vault`, `hashicorp_vault`).',
  },
  {
    rule: 'spire-upstream-key',
    key: 'upstream_key_file',
    when: any,
    severity: 'medium',
    says: (v) => `reads the key of its upstream CA from a file (\`${v}\`)`,
    fix: 'Use an upstream authority that keeps the key (`aws_pca`, `gcp_cas`, `vault`, `awssecret`), or none.',
  },
  {
    rule: 'spire-web-federation',
    key: 'federates_with_https_web',
    when: any,
    severity: 'low',
    says: (v) => `takes the bundle of ${names(v)} on the word of any web certificate authority`,
    fix: 'Use the `https_spiffe` profile with `endpoint_spiffe_id`.',
  },
  {
    rule: 'spire-admin-ids',
    key: 'admin_ids',
    when: any,
    severity: 'high',
    says: (v) => `gives its whole API to ${names(v)}`,
    fix: 'Remove IDs that do not manage entries; prefer the local socket.',
  },
];

const AGENT: Weakness[] = [
  {
    rule: 'spire-insecure-bootstrap',
    key: 'insecure_bootstrap',
    when: (v) => v === 'true',
    severity: 'critical',
    says: () => 'trusts whichever server answers first: a machine in between becomes the trust domain',
    fix: 'Remove `insecure_bootstrap` and give `trust_bundle_path` or `trust_bundle_url`.',
  },
  {
    rule: 'spire-unauthenticated-verifiers',
    key: 'allow_unauthenticated_verifiers',
    when: any,
    severity: 'high',
    says: () => 'hands trust bundles to callers it could not attest',
    fix: 'Remove `allow_unauthenticated_verifiers`.',
  },
  {
    rule: 'spire-wide-delegates',
    key: 'authorized_delegates',
    when: (v) => v.split('\n').length > 3 || v.includes('*'),
    severity: 'high',
    says: (v) => `lets ${names(v)} fetch the identities of other workloads`,
    fix: 'List only the proxies that need delegated identities.',
  },
  {
    rule: 'spire-foreign-claims',
    key: 'allowed_foreign_jwt_claims',
    when: any,
    severity: 'medium',
    says: (v) => `passes claims of other trust domains on (${names(v)})`,
    fix: 'Remove the list unless the workload checks who signed.',
  },
];

export const check: Check = {
  id: 'NHI-WID-008',
  *run(graph) {
    for (const node of nodesOf(graph, 'control')) {
      const table =
        node.mechanism === 'spire-server' ? SERVER : node.mechanism === 'spire-agent-config' ? AGENT : [];
      for (const weakness of table) {
        const value = setting(node, weakness.key);
        if (node.settings?.[weakness.key] && weakness.when(value)) yield weak(node, weakness, value);
      }
      for (const edge of edgesTo(graph, node.id, 'governed-by')) {
        if (node.mechanism !== 'spire-agent-config' || edge.name !== 'join_token') continue;
        yield {
          rule: 'spire-join-token-literal',
          severity: 'high',
          message: `The agent configuration holds a join token: whoever reads the file first is that node.`,
          fix: 'Remove `join_token`; pass a fresh one at start, or use a platform attestor.',
          entities: [node.id, edge.from],
          locations: edge.locations,
          key: `${node.id} join_token`,
        };
      }
    }
    yield* agents(graph);
    const entries = entriesOf(graph);
    for (const entry of entries) yield* parents(graph, entry, entries);
    for (const entry of entries) yield* lifetimes(graph, entry);
  },
};

function weak(node: Entry['node'], weakness: Weakness, value: string): FindingDraft {
  const { rule, severity, fix, key } = weakness;
  return {
    rule,
    severity,
    message: `${node.name} ${weakness.says(value)}.`,
    fix,
    entities: [node.id],
    locations: placesOf(node, key),
    key: `${node.id} ${rule}`,
  };
}

function* agents(graph: Graph): Generator<FindingDraft> {
  for (const node of nodesOf(graph, 'control')) {
    if (
      node.mechanism !== 'spire-agent' ||
      setting(node, 'attestation_type') !== 'join_token' ||
      setting(node, 'banned') === 'true'
    )
      continue;
    yield {
      rule: 'spire-agent-join-token',
      severity: 'medium',
      message: `Agent \`${node.name}\` joined by token; nothing about the machine was proved.`,
      fix: 'Attest the node by its platform and evict this agent.',
      entities: [node.id],
      locations: placesOf(node, 'attestation_type'),
      key: node.id,
    };
  }
}

/** An entry hangs below a node. Below the server stand node aliases only; below a join-token agent it moves to nobody when the agent is gone. */
function* parents(graph: Graph, entry: Entry, entries: Entry[]): Generator<FindingDraft> {
  if (isNodeAlias(entry) || !entry.parent) return;
  const base = { entities: [entry.id, entry.node.id], locations: placesOf(entry.node, 'parent_id') };
  if (entry.parent.endsWith('/spire/server')) {
    yield {
      ...base,
      rule: 'spire-server-parent',
      severity: 'low',
      message: `The entry for \`${entry.id}\` has the server as parent, yet selects a workload: no agent will ever hand it out.`,
      fix: 'Set the parent to the agent or to a node alias.',
      key: `${entry.id} server`,
    };
  } else if (entry.parent.includes('/spire/agent/join_token/')) {
    yield {
      ...base,
      rule: 'spire-join-token-parent',
      severity: 'low',
      message: `The entry for \`${entry.id}\` hangs below one join-token agent (\`${entry.parent.slice(entry.parent.lastIndexOf('/') + 1)}\`), whose ID changes with every new token.`,
      fix: 'Make a node alias with the selectors of the node and use it as parent.',
      key: `${entry.id} join_token`,
    };
  } else {
    const listed = nodesOf(graph, 'control').some((node) => node.mechanism === 'spire-agent');
    const known =
      graph.nodes.has(`control:spire-agent:${entry.parent}`) ||
      entries.some((other) => other.id === entry.parent);
    if (listed && !known)
      yield {
        ...base,
        rule: 'spire-orphan-parent',
        severity: 'low',
        message: `The parent of \`${entry.id}\`, \`${entry.parent}\`, is neither an agent nor an entry of this export.`,
        fix: 'Remove the entry, or set its parent to an agent that exists.',
        key: `${entry.id} orphan`,
      };
  }
}

const EPHEMERAL =
  /\/(?:tasks?|runs?|sessions?|jobs?)\/|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

function* lifetimes(graph: Graph, entry: Entry): Generator<FindingDraft> {
  const ends = Number(entry.node.settings?.['expires_at']?.value ?? 0);
  const base = { entities: [entry.id, entry.node.id] };
  if (ends > 0 && ends * 1000 < graph.now) {
    yield {
      ...base,
      rule: 'spire-entry-expired',
      severity: 'info',
      message: `The entry for \`${entry.id}\` ended on ${new Date(ends * 1000).toISOString().slice(0, 10)} and is still there.`,
      fix: 'Delete the entry.',
      locations: placesOf(entry.node, 'expires_at'),
      key: `${entry.id} expired`,
    };
  } else if (ends === 0 && EPHEMERAL.test(entry.id)) {
    yield {
      ...base,
      rule: 'spire-entry-no-expiry',
      severity: 'low',
      message: `\`${entry.id}\` names one task, and its entry has no end.`,
      fix: 'Create it with `-entryExpiry`, or delete it when the task is done.',
      locations: placesOf(entry.node, 'spiffe_id'),
      key: `${entry.id} no end`,
    };
  }
  if (entry.node.settings?.['store_svid']) {
    yield {
      ...base,
      rule: 'spire-store-svid',
      severity: 'info',
      message: `The SVID of \`${entry.id}\` and its key are stored by a plugin outside the workload.`,
      fix: 'Make sure that only the workload can read the store.',
      locations: placesOf(entry.node, 'store_svid'),
      key: `${entry.id} store`,
    };
  }
}
