import { type Graph, nodesOf } from '../inventory/graph.ts';
import type { FindingDraft, Severity } from '../model/index.ts';
import { durationSeconds, durationText } from '../util/duration.ts';
import type { Check } from './check.ts';
import { clusterAgents, workloadOf } from './kubernetes/agents.ts';
import { placesOf } from './spiffe/entries.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Severity by lifetime, longest first. An X.509-SVID needs its key; a JWT-SVID is a bearer token, so that less is already long. */
const X509: [number, Severity][] = [
  [7 * DAY, 'high'],
  [DAY, 'medium'],
  [4 * HOUR, 'low'],
];
const JWT: [number, Severity][] = [
  [HOUR, 'high'],
  [15 * 60, 'low'],
];

const LIMITS: { key: string; what: string; rule: string; steps: [number, Severity][]; advice: string }[] = [
  {
    key: 'default_x509_svid_ttl',
    what: 'X.509-SVIDs of the trust domain',
    rule: 'spire-x509-ttl',
    steps: X509,
    advice: '1h',
  },
  {
    key: 'default_svid_ttl',
    what: 'X.509-SVIDs of the trust domain',
    rule: 'spire-x509-ttl',
    steps: X509,
    advice: '1h',
  },
  { key: 'x509_svid_ttl', what: 'the X.509-SVID', rule: 'spire-x509-ttl', steps: X509, advice: '1h' },
  {
    key: 'default_jwt_svid_ttl',
    what: 'JWT-SVIDs of the trust domain',
    rule: 'spire-jwt-ttl',
    steps: JWT,
    advice: '5m',
  },
  { key: 'jwt_svid_ttl', what: 'the JWT-SVID', rule: 'spire-jwt-ttl', steps: JWT, advice: '5m' },
  {
    key: 'agent_ttl',
    what: "agents' own SVIDs",
    rule: 'spire-agent-ttl',
    steps: [[7 * DAY, 'medium']],
    advice: '1h',
  },
  {
    key: 'ca_ttl',
    what: 'the signing key',
    rule: 'spire-ca-ttl',
    steps: [[30 * DAY, 'medium']],
    advice: '24h',
  },
];

export const check: Check = {
  id: 'NHI-WID-003',
  *run(graph) {
    for (const node of nodesOf(graph, 'control')) {
      if (!node.mechanism.startsWith('spire-') && node.mechanism !== 'cluster-spiffe-id') continue;
      for (const { key, what, rule, steps, advice } of LIMITS) {
        const seconds = durationSeconds(node.settings?.[key]?.value as string | number | undefined);
        const severity = steps.find(([limit]) => seconds !== undefined && seconds > limit)?.[1];
        if (seconds === undefined || !severity) continue;
        const whose = key.startsWith('x509') || key.startsWith('jwt') ? ` of \`${node.name}\`` : '';
        yield {
          rule,
          severity,
          message: `\`${key}\`: ${what}${whose} ${key.startsWith('default') || key === 'agent_ttl' ? 'live' : 'lives'} ${durationText(seconds)}.`,
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
    const long = seconds > DAY;
    const audience = token.settings?.['audience'];
    // Without an audience and no longer than an hour it is the token that every pod gets anyway.
    if (!long && (audience || seconds <= HOUR)) continue;
    yield {
      rule: long ? 'k8s-projected-token-long' : 'k8s-projected-token-no-audience',
      severity: long ? 'medium' : 'low',
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
    if (!key || !seconds || seconds <= 90 * DAY || node.settings?.['isCA']?.value === true) continue;
    yield {
      rule: node.mechanism === 'cert-manager' ? 'cert-manager-duration' : 'vault-pki-ttl',
      severity: 'medium',
      message: `\`${node.name}\` issues certificates that live up to ${durationText(seconds)}.`,
      fix: `Set \`${key}\` to 90 days or less; hours where the workload renews by itself.`,
      entities: [node.id],
      locations: placesOf(node, key),
      key: node.id,
    };
  }
}
