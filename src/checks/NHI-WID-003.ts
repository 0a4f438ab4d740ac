import { type Graph, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, Lived, Severity } from '../model/index.ts';
import { durationSeconds, durationText } from '../util/duration.ts';
import type { Check } from './check.ts';
import { clusterAgents, workloadOf } from './kubernetes/agents.ts';
import { placesOf } from './spiffe/entries.ts';

const DAY = 24 * 3600;

/** Settings of SPIRE with a lifetime, what they are about, and what to set instead. */
const SETTINGS: { key: string; what: string; rule: string; lived: Lived; advice: string }[] = [
  {
    key: 'default_x509_svid_ttl',
    what: 'X.509-SVIDs of the trust domain live',
    rule: 'spire-x509-ttl',
    lived: 'x509-svid',
    advice: '1h',
  },
  {
    key: 'default_svid_ttl',
    what: 'X.509-SVIDs of the trust domain live',
    rule: 'spire-x509-ttl',
    lived: 'x509-svid',
    advice: '1h',
  },
  {
    key: 'x509_svid_ttl',
    what: 'the X.509-SVID of NODE lives',
    rule: 'spire-x509-ttl',
    lived: 'x509-svid',
    advice: '1h',
  },
  {
    key: 'default_jwt_svid_ttl',
    what: 'JWT-SVIDs of the trust domain live',
    rule: 'spire-jwt-ttl',
    lived: 'jwt-svid',
    advice: '5m',
  },
  {
    key: 'jwt_svid_ttl',
    what: 'the JWT-SVID of NODE lives',
    rule: 'spire-jwt-ttl',
    lived: 'jwt-svid',
    advice: '5m',
  },
  {
    key: 'agent_ttl',
    what: "agents' own SVIDs live",
    rule: 'spire-agent-ttl',
    lived: 'spire-agent',
    advice: '1h',
  },
  { key: 'ca_ttl', what: 'the signing key lives', rule: 'spire-ca-ttl', lived: 'spire-ca', advice: '24h' },
];

export const check: Check = {
  id: 'NHI-WID-003',
  *run(graph) {
    for (const node of nodesOf(graph, 'control')) {
      if (!node.mechanism.startsWith('spire-') && node.mechanism !== 'cluster-spiffe-id') continue;
      for (const { key, what, rule, lived, advice } of SETTINGS) {
        const seconds = durationSeconds(node.settings?.[key]?.value as string | number | undefined);
        const severity = tooLong(graph, lived, seconds);
        if (seconds === undefined || !severity) continue;
        yield {
          rule,
          severity,
          message: `\`${key}\`: ${what.replace('NODE', `\`${node.name}\``)} ${durationText(seconds)}.`,
          fix: `Set \`${key} = "${advice}"\`; SPIRE renews before the end by itself.`,
          entities: [node.id],
          locations: placesOf(node, key),
          key: `${node.id} ${key}`,
        };
      }
      yield* shortCa(node);
    }
    yield* projectedTokens(graph);
    yield* certificates(graph);
  },
};

/** The severity of the longest limit in rules/scoring.yaml that a lifetime is above. */
function tooLong(graph: Graph, lived: Lived, seconds: number | undefined): Severity | undefined {
  let worst: [limit: number, severity: Severity] | undefined;
  for (const [severity, written] of Object.entries(graph.limits?.[lived] ?? {}) as [Severity, string][]) {
    const limit = durationSeconds(written);
    if (limit === undefined || seconds === undefined || seconds <= limit) continue;
    if (!worst || limit > worst[0]) worst = [limit, severity];
  }
  return worst?.[1];
}

/** SPIRE rotates its key at half its life: SVIDs of more than a sixth of it are cut short (https://github.com/spiffe/spire/blob/main/doc/spire_server.md). */
function* shortCa(node: ReturnType<typeof nodesOf<'control'>>[number]): Generator<FindingDraft> {
  const written = node.settings?.['ca_ttl'];
  const svid = durationSeconds(
    (node.settings?.['default_x509_svid_ttl'] ?? node.settings?.['default_svid_ttl'])?.value as
      | string
      | undefined,
  );
  const ca =
    durationSeconds(written?.value as string | undefined) ??
    (node.mechanism === 'spire-server' ? DAY : undefined);
  if (ca === undefined || svid === undefined || ca >= 6 * svid) return;
  yield {
    rule: 'spire-ca-ttl-short',
    severity: 'medium',
    message: `\`ca_ttl\` is ${durationText(ca)}${written ? '' : ' by default'}, less than six times the SVID lifetime of ${durationText(svid)}: SVIDs end before the lifetime that is configured.`,
    fix: 'Shorten `default_x509_svid_ttl` or raise `ca_ttl` to at least six times it.',
    entities: [node.id],
    locations: [...(written ? [written.location] : []), ...placesOf(node, 'default_x509_svid_ttl')],
    key: `${node.id} ca`,
  };
}

/** Projected tokens of pods that are no agents (those are NHI-K8S-004). */
function* projectedTokens(graph: Graph): Generator<FindingDraft> {
  const ofAgents = new Set(
    clusterAgents(graph).map((agent) => workloadOf(graph, agent).slice('k8s:'.length)),
  );
  for (const token of nodesOf(graph, 'credential')) {
    if (!token.id.startsWith('k8s:token/')) continue;
    if ([...ofAgents].some((workload) => token.id.startsWith(`k8s:token/${workload}/`))) continue;
    const seconds = token.lifetime.seconds ?? 0;
    const severity = tooLong(graph, 'projected-token', seconds);
    const long = severity !== undefined && severity !== 'low';
    const audience = token.settings?.['audience'];
    // Without an audience and no longer than an hour it is the token that every pod gets anyway.
    if (!severity || (!long && audience)) continue;
    yield {
      rule: long ? 'k8s-projected-token-long' : 'k8s-projected-token-no-audience',
      severity,
      message: `Projected token \`${token.name}\` ${long ? `lives ${durationText(seconds)}` : `lives ${durationText(seconds)} and names no audience`}${long && !audience ? ' and names no audience' : ''}.`,
      fix: 'Set `expirationSeconds: 3600` and the `audience` of the one service it is for.',
      entities: [token.id],
      locations: token.locations,
      key: token.id,
    };
  }
}

/** Certificates that cert-manager or Vault PKI issues. */
function* certificates(graph: Graph): Generator<FindingDraft> {
  for (const node of nodesOf(graph, 'control')) {
    const key =
      node.mechanism === 'cert-manager'
        ? 'duration'
        : node.mechanism === 'vault-pki-role'
          ? 'max_ttl'
          : undefined;
    const seconds = key && durationSeconds(node.settings?.[key]?.value as string | number | undefined);
    const severity = tooLong(graph, 'certificate', seconds || undefined);
    if (!key || !seconds || !severity || node.settings?.['isCA']?.value === true) continue;
    yield {
      rule: node.mechanism === 'cert-manager' ? 'cert-manager-duration' : 'vault-pki-ttl',
      severity,
      message: `\`${node.name}\` issues certificates that live up to ${durationText(seconds)}.`,
      fix: `Set \`${key}\` to 90 days or less; hours where the workload renews by itself.`,
      entities: [node.id],
      locations: placesOf(node, key),
      key: node.id,
    };
  }
}
