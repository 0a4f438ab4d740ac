import { type Graph, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import type { Check } from './check.ts';
import { type Entry, entriesOf, isNodeAlias, placesOf, setting } from './spiffe/entries.ts';
import { tooWide, unrelated } from './spiffe/selectors.ts';

export const check: Check = {
  id: 'NHI-WID-002',
  *run(graph) {
    const entries = entriesOf(graph);
    yield* shared(entries);
    for (const entry of entries) {
      yield* wide(entry);
      yield* powerful(entry);
    }
    yield* classes(graph);
  },
};

/** One SPIFFE ID for workloads that have nothing to do with each other. */
function* shared(entries: Entry[]): Generator<FindingDraft> {
  const byId = new Map<string, Entry[]>();
  for (const entry of entries)
    if (!isNodeAlias(entry)) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry]);
  for (const [id, group] of byId) {
    const first = group[0]!;
    const other = group.find((entry) => unrelated(first.selectors, entry.selectors));
    if (!other) continue;
    yield {
      rule: 'spire-shared-id',
      message: `\`${id}\` is given to unrelated workloads: one with ${brief(first)}, another with ${brief(other)}. They cannot be told apart, and rights given to one are rights of the other.`,
      fix: 'Register each workload under a SPIFFE ID of its own.',
      entities: [id, ...group.map((entry) => entry.node.id)],
      locations: [
        ...placesOf(first.node, 'spiffe_id'),
        ...group.slice(1).flatMap((entry) => placesOf(entry.node, 'spiffe_id')),
      ],
      key: id,
    };
  }
}

const brief = (entry: Entry): string =>
  entry.selectors
    .slice(0, 3)
    .map((selector) => `\`${selector}\``)
    .join(', ') || 'no selector';

function* wide(entry: Entry): Generator<FindingDraft> {
  if (isNodeAlias(entry)) return;
  const found = tooWide(entry.selectors);
  if (!found) return;
  yield {
    rule: 'spire-wide-selector',
    severity: found.plain ? 'high' : 'medium',
    message: `The entry for \`${entry.id}\` selects only ${brief(entry)}: ${found.who} gets this identity.`,
    fix: 'Select namespace, service account and a pod label or image digest; on a host the user together with the path or `unix:sha256`.',
    entities: [entry.id, entry.node.id],
    locations: placesOf(entry.node, 'selectors'),
    key: `${entry.id} ${entry.selectors.join(' ')}`,
  };
}

/** `admin` may change every entry of the server; `downstream` may issue identities of the whole trust domain. */
function* powerful(entry: Entry): Generator<FindingDraft> {
  for (const [key, what] of [
    ['admin', 'may use the server API, that is: register any workload as anything'],
    ['downstream', 'gets an intermediate CA and can issue every identity of the trust domain'],
  ] as const) {
    if (!entry.node.settings?.[key]) continue;
    yield {
      rule: `spire-${key}-entry`,
      message: `\`${entry.id}\` is registered with \`${key}\`: it ${what}.`,
      fix:
        key === 'admin'
          ? 'Remove `admin` from the entry, and manage entries over the local socket or the controller.'
          : 'Keep `downstream` for nested servers only, with selectors that no other workload has.',
      entities: [entry.id, entry.node.id],
      locations: placesOf(entry.node, key),
      key: `${entry.id} ${key}`,
    };
  }
}

/** ClusterSPIFFEIDs: the template makes the IDs, the selectors choose the pods. */
function* classes(graph: Graph): Generator<FindingDraft> {
  for (const node of nodesOf(graph, 'control')) {
    if (node.mechanism !== 'cluster-spiffe-id') continue;
    const template = setting(node, 'spiffe_id');
    const narrowed = setting(node, 'narrowedBy').split('\n').filter(Boolean);
    const one = !/PodMeta|PodSpec/.test(template);
    const perPod = /PodMeta\.Name\b|PodMeta\.UID|ServiceAccountName|PodMeta\.Labels|index \.PodMeta/.test(
      template,
    );
    if (one && narrowed.length === 0) {
      yield draft(
        node,
        'spire-template-shared',
        'high',
        `ClusterSPIFFEID \`${node.name}\` gives \`${template}\` to every pod of the cluster.`,
        'Put the namespace and the service account into `spiffeIDTemplate`, or add a `podSelector`.',
      );
    } else if (!one && !perPod) {
      yield draft(
        node,
        'spire-template-shared',
        'medium',
        `ClusterSPIFFEID \`${node.name}\` makes one SPIFFE ID for all workloads of a namespace: \`${template}\`.`,
        'Add `sa/{{ .PodSpec.ServiceAccountName }}` to `spiffeIDTemplate`.',
      );
    }
    for (const key of ['admin', 'downstream'] as const) {
      if (node.settings?.[key]?.value !== true) continue;
      yield {
        ...draft(
          node,
          `spire-${key}-entry`,
          narrowed.length === 0 ? 'critical' : 'high',
          `ClusterSPIFFEID \`${node.name}\` registers ${narrowed.length === 0 ? 'every pod of the cluster' : 'the pods it selects'} with \`${key}\`.`,
          `Remove \`${key}\`.`,
        ),
        locations: placesOf(node, key),
      };
    }
  }
}

function draft(
  node: Entry['node'],
  rule: string,
  severity: 'critical' | 'high' | 'medium',
  message: string,
  fix: string,
): FindingDraft {
  return {
    rule,
    severity,
    message,
    fix,
    entities: [node.id],
    locations: placesOf(node, 'spiffe_id'),
    key: `${node.id} ${rule}`,
  };
}
