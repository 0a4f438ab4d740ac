import type { CredentialNode, Observation } from '../model/index.ts';
import type { RuleData } from './plan.ts';
import type { PlacedMatch } from './stream.ts';

/** What a match means for the graph: a credential, the identity it proves where the token itself says so. */
export function* observeMatch({ match, location }: PlacedMatch, rule: RuleData): Generator<Observation> {
  const id = `cred:${match.fingerprint}`;
  const node: CredentialNode = {
    kind: 'credential',
    id,
    name: rule.title,
    locations: [location],
    confidence: match.confidence,
    provider: match.provider,
    rule: match.rule,
    reference: 'literal',
    lifetime: match.lifetime,
    validity: match.validity,
    preview: match.preview,
    fingerprint: match.fingerprint,
    class: rule.public && rule.kind !== 'certificate' ? 'publishable-key' : rule.kind,
    privilege: rule.privilege,
    owner: rule.identity,
    alternative: rule.alternative,
    revoke: rule.revoke,
    doubts: match.doubts,
    labels: match.facts,
    historyOnly: location.source === 'history' || undefined,
  };
  yield { type: 'node', node };
  const identity = match.facts?.['identity'];
  if (identity) {
    const name = match.facts?.['identityName'] ?? identity;
    const platform = identity.split(':')[0]!;
    const human = rule.identity === 'human' ? true : rule.identity === 'unknown' ? 'unknown' : false;
    yield {
      type: 'node',
      node: {
        kind: 'identity',
        id: identity,
        name,
        platform,
        type: rule.identity,
        human,
        account: match.facts?.['account'],
        locations: [location],
        confidence: match.confidence,
      },
    };
    yield {
      type: 'edge',
      edge: { from: id, to: identity, kind: 'proves', locations: [location], confidence: match.confidence },
    };
  }
}
