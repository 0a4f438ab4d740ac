import type { CredentialNode, Location, Observation, SecretMatch } from '../model/index.ts';
import type { RuleData } from './plan.ts';

/** Where a match lies, once byte offsets have become lines and columns. */
export interface PlacedMatch {
  match: SecretMatch;
  location: Location;
}

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
    class: rule.kind,
    privilege: rule.privilege,
    owner: rule.identity,
    alternative: rule.alternative,
    revoke: rule.revoke,
    doubts: match.doubts,
    labels: match.facts,
    historyOnly: location.commit !== undefined || undefined,
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

/** Lines and columns (UTF-16 code units, 1-based) of byte offsets in UTF-8 or Latin-1 content, in one pass over the bytes. */
export function placeMatches(
  bytes: Uint8Array,
  matches: SecretMatch[],
  path: string,
  firstLine = 1,
): PlacedMatch[] {
  const marks = matches.flatMap((match, i) => [
    { at: match.start, i, end: false },
    { at: match.end, i, end: true },
  ]);
  marks.sort((a, b) => a.at - b.at);
  const locations: Location[] = matches.map(() => ({ path }));
  let line = firstLine;
  let lineStart = 0;
  let scanned = 0;
  for (const mark of marks) {
    for (
      let next = bytes.indexOf(10, scanned);
      next !== -1 && next < mark.at;
      next = bytes.indexOf(10, next + 1)
    ) {
      line++;
      lineStart = next + 1;
      scanned = next + 1;
    }
    const column = columnOf(bytes, lineStart, mark.at);
    const location = locations[mark.i]!;
    if (mark.end) Object.assign(location, { endLine: line, endColumn: column });
    else Object.assign(location, { startLine: line, startColumn: column });
  }
  return matches.map((match, i) => ({ match, location: locations[i]! }));
}

/** UTF-16 column of a byte offset; lines beyond 1 MB are counted in bytes, nobody reads a column there. */
function columnOf(bytes: Uint8Array, lineStart: number, at: number): number {
  if (at - lineStart > 1 << 20) return at - lineStart + 1;
  return new TextDecoder().decode(bytes.subarray(lineStart, at)).length + 1;
}
