import type { Graph, NodeOf } from '../../inventory/graph.ts';
import { nodesOf } from '../../inventory/graph.ts';
import type { Confidence, Location, Severity, Surface } from '../../model/index.ts';
import { groupBy } from '../../util/group.ts';

/** A literal credential with those of its places that one check speaks of. */
export interface Found {
  credential: NodeOf<'credential'>;
  locations: Location[];
}

/** Paths where people put made-up credentials: a reason for doubt, never for silence. */
const EXAMPLE_PATH =
  /(?:^|\/)(?:tests?|t|testing|unit-tests|testsuites?|testutils?|specs?|__tests__|__mocks__|test[-_]?data|fixtures?|examples?|samples?|mocks?|stubs?|docs?|documentation|guides?|tutorials?|cookbook|demos?|e2e|benchmarks?|cassettes|snapshots?|vendor|node_modules|third_party)\/|[._-](?:tests?|spec|examples?|samples?|mock|stories|snap|template|dist)(?:\.|$)|(?:^|\/)(?:README|CHANGELOG|CHANGES|HISTORY|CONTRIBUTING|NEWS)(?:\.|$)|(?:^|\/)test_[^/]*$/i;

export const isExamplePath = (path: string): boolean => EXAMPLE_PATH.test(path);

/** Kinds that have a check of their own, or are no credential by themselves. */
const KEY_MATERIAL = new Set(['private-key', 'key-store', 'certificate']);
export const isKeyMaterial = (credential: NodeOf<'credential'>): boolean =>
  KEY_MATERIAL.has(credential.class ?? '');

const SURE: Record<Confidence, number> = { high: 2, medium: 1, low: 0 };
const columns = ({ startColumn = 1, endColumn = startColumn }: Location) => [startColumn, endColumn] as const;
const overlap = (a: Location, b: Location) =>
  columns(a)[0] <= columns(b)[1] && columns(b)[0] <= columns(a)[1];

/**
 * Places that are read better as another credential: a reader takes the base64 of a Secret off, and the engine finds the text as it
 * stands. The surer reading stays, and so does a token of a known provider beside whatever holds it.
 */
function readTwice(graph: Graph): (credential: NodeOf<'credential'>, place: Location) => boolean {
  // Another version of the file is another place: a secret that was replaced stood where its successor stands.
  const key = ({ path, startLine, source, commit }: Location) => `${path}:${startLine}:${source}:${commit}`;
  const readings = [...nodesOf(graph, 'credential')]
    .filter(({ reference }) => reference === 'literal')
    .flatMap((credential) => credential.locations.map((place) => ({ credential, place })));
  const byLine = groupBy(readings, ({ place }) => key(place));
  return (credential, place) =>
    (credential.provider ?? 'generic') === 'generic' &&
    byLine
      .get(key(place))!
      .some(
        ({ credential: other, place: there }) =>
          other !== credential &&
          overlap(place, there) &&
          (SURE[other.confidence] - SURE[credential.confidence] || (other.id < credential.id ? 1 : -1)) > 0,
      );
}

/** Literal credentials whose places satisfy `accept`, given what the file is to the audit. */
export function* literals(
  graph: Graph,
  accept: (place: Location, surfaces: ReadonlySet<Surface>) => boolean,
): Generator<Found> {
  const none: ReadonlySet<Surface> = new Set();
  const isReadTwice = readTwice(graph);
  for (const credential of nodesOf(graph, 'credential')) {
    if (credential.reference !== 'literal') continue;
    const locations = credential.locations.filter(
      (place) => accept(place, graph.surfaces.get(place.path) ?? none) && !isReadTwice(credential, place),
    );
    if (locations.length > 0) yield { credential, locations };
  }
}

const LOWER: Record<Confidence, Confidence> = { high: 'medium', medium: 'low', low: 'low' };

/** Confidence of the token type, one step lower where every place is a test or an example. */
export function confidenceOf({ credential, locations }: Found): Confidence {
  return locations.every((place) => isExamplePath(place.path))
    ? LOWER[credential.confidence]
    : credential.confidence;
}

const isShort = ({ lifetime }: NodeOf<'credential'>): boolean =>
  lifetime.class === 'per-task' || (lifetime.class === 'ttl' && (lifetime.seconds ?? 0) <= 86_400);

/** How bad it is, from what the token type says: whom it serves, for how long, and whether it works at all. */
export function severityOf(credential: NodeOf<'credential'>): Severity {
  if (credential.class === 'identifier' || credential.class === 'publishable-key') return 'info';
  if (credential.labels?.['role'] === 'anon') return 'info';
  if (credential.validity === 'expired' || credential.labels?.['mode'] === 'test') return 'low';
  if (credential.doubts?.some((doubt) => doubt.startsWith('a well-known default'))) return 'low';
  if (credential.class === 'local-connection-string') return 'low';
  if (isShort(credential)) return 'medium';
  if (credential.privilege === 'admin') return 'critical';
  const { provider = 'generic' } = credential;
  return provider === 'generic' && credential.class !== 'connection-string' ? 'medium' : 'high';
}

/** What it is and what makes one doubt it. */
export function describeFound({ credential, locations }: Found): string {
  const doubts = [...(credential.doubts ?? [])];
  if (locations.every((place) => isExamplePath(place.path))) doubts.push('lies under a test or example path');
  const facts = ['account', 'subject', 'issuer', 'organisation', 'role', 'scope']
    .flatMap((key) => (credential.labels?.[key] ? [`${key} ${credential.labels[key]}`] : []))
    .slice(0, 3);
  const words = [credential.preview, ...facts].filter(Boolean).join(', ');
  return `${credential.name}${words ? ` (${words})` : ''}${doubts.length > 0 ? `; in doubt: ${doubts.join('; ')}` : ''}`;
}

/** Where to go and what to use instead, for this token type. */
export function fixOf(credential: NodeOf<'credential'>): string | undefined {
  const { revoke, alternative } = credential;
  if (!revoke && !alternative) return undefined;
  return [
    revoke ? `Revoke it: ${revoke}` : 'Revoke it at its issuer.',
    alternative ? `Use instead: ${alternative}.` : 'Then refer to a secret store by name.',
  ].join(' ');
}
