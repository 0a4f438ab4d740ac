import { nodesOf } from '../inventory/graph.ts';
import type { FindingDraft } from '../model/index.ts';
import { hostKind } from './agents/host.ts';
import type { Check } from './check.ts';

/** Model providers' own addresses: naming them changes nothing. */
const VENDOR =
  /(?:^|\.)(?:anthropic\.com|openai\.com|googleapis\.com|mistral\.ai|groq\.com|openai\.azure\.com|amazonaws\.com)$/;

/** Files of a project that decide where the user's credential goes. */
export const check: Check = {
  id: 'NHI-AGT-022',
  *run(graph) {
    for (const agent of nodesOf(graph, 'agent')) {
      for (const redirect of agent.redirects ?? []) {
        const base = { entities: [agent.id], locations: [redirect.location], key: redirect.name };
        if (redirect.how === 'unverified') {
          yield {
            ...base,
            rule: 'tls-unverified',
            message: `${agent.name} does not check who answers: \`${redirect.name}\` switches that off. Anyone on the way receives its credentials.`,
            fix: `Remove \`${redirect.name}\`; give the certificate of a private authority with \`NODE_EXTRA_CA_CERTS\`.`,
          };
        } else yield* elsewhere(agent.name, redirect, base);
      }
    }
  },
};

function* elsewhere(
  agent: string,
  { name, to, ownKey }: { name: string; to: string; ownKey: boolean },
  base: Pick<FindingDraft, 'entities' | 'locations' | 'key'>,
): Generator<FindingDraft> {
  const { scheme, host, kind } = hostKind(to);
  if (kind === 'loopback' || kind === 'cluster' || kind === 'unknown' || VENDOR.test(host)) return;
  const clear = scheme === 'http';
  // With a key of its own beside it, the project chose a provider; the user's own key does not travel.
  if (ownKey && !clear) return;
  yield {
    ...base,
    rule: clear ? 'in-clear' : 'redirected',
    severity: clear && kind !== 'private' ? undefined : 'medium',
    confidence: kind === 'example' ? 'low' : undefined,
    message: `The project sends what ${agent} says to its provider to ${host} (\`${name}\`)${clear ? ', in clear' : ''}: the user's own credential goes along.`,
  };
}
