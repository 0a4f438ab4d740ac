import type { Confidence, Location, Node, Observation, Setting } from '../../model/index.ts';
import { shown } from '../../util/expressions.ts';

/** Settings whose value is written. */
export function written(pairs: Record<string, Setting | undefined>): Record<string, Setting> {
  return Object.fromEntries(
    Object.entries(pairs).filter((pair): pair is [string, Setting] => pair[1] !== undefined),
  );
}

interface Base {
  location: Location;
  confidence?: Confidence;
  settings?: Record<string, Setting>;
}

export function account(mail: string, base: Base & { lastUsed?: string; project?: string }): Observation {
  return observe({
    kind: 'identity',
    id: `gcp:sa:${mail}`,
    name: shown(mail),
    platform: 'gcp',
    type: 'service-account',
    human: false,
    account: base.project,
    lastUsed: base.lastUsed,
    settings: base.settings,
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
}

/** An account that something refers to; described in full elsewhere, or nowhere in the scan. */
const referred = (mail: string, location: Location): Observation =>
  observe({
    kind: 'identity',
    id: `gcp:sa:${mail}`,
    name: shown(mail),
    platform: 'gcp',
    type: 'service-account',
    human: false,
    locations: [location],
    confidence: 'low',
  });

/** A key of a service account that somebody keeps. An end in the year 9999 is no end. */
export function* accountKey(
  id: string,
  mail: string,
  base: Base & { since?: string; until?: string; how: string; lastUsed?: string },
): Generator<Observation> {
  yield referred(mail, base.location);
  const ends = base.until && !base.until.startsWith('9999') ? base.until : undefined;
  yield observe({
    kind: 'credential',
    id: `gcp:key/${id}`,
    name: `key of ${shown(mail)}`,
    provider: 'gcp',
    class: 'service-account-key',
    reference: 'indirect',
    owner: 'service',
    lifetime: ends
      ? { class: 'expires', at: ends, since: base.since, how: base.how }
      : { class: 'static', since: base.since, how: base.how },
    lastUsed: base.lastUsed,
    settings: base.settings,
    alternative: 'workload identity federation, or the account attached to the workload',
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
  yield {
    type: 'edge',
    edge: {
      from: `gcp:key/${id}`,
      to: `gcp:sa:${mail}`,
      kind: 'proves',
      locations: [base.location],
      confidence: base.confidence ?? 'high',
    },
  };
}

/** Something that runs in Google Cloud, and the account attached to it. Without one it runs as the project's default account. */
export function* workload(
  id: string,
  name: string,
  attached: { mail: string; location: Location } | undefined,
  base: Base & { fallback?: string },
): Generator<Observation> {
  const confidence = base.confidence ?? 'high';
  yield observe({
    kind: 'workload',
    id: `gcp:${id}`,
    name,
    platform: 'gcp',
    workloadIdentity: 'used',
    locations: [base.location],
    confidence,
    settings: {
      ...base.settings,
      account: { value: attached?.mail ?? 'default', location: attached?.location ?? base.location },
    },
  });
  const mail = attached?.mail ?? base.fallback;
  if (mail) {
    const locations = [attached?.location ?? base.location];
    yield referred(mail, locations[0]!);
    yield {
      type: 'edge',
      edge: {
        from: `gcp:${id}`,
        to: `gcp:sa:${mail}`,
        kind: 'acts-as',
        name: attached ? 'service account' : 'default',
        locations,
        confidence,
      },
    };
  }
}

/** A control by mechanism: a pool provider, an organisation policy. */
export function control(mechanism: string, id: string, name: string, base: Base): Observation {
  return observe({
    kind: 'control',
    id: `control:${mechanism}:${id}`,
    name,
    stage: mechanism === 'gcp-org-policy' ? 'issue' : 'identify',
    state: 'present',
    mechanism,
    searched: [base.location.path],
    settings: base.settings,
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
}

export function apiKey(id: string, name: string, base: Base & { since?: string }): Observation {
  return observe({
    kind: 'credential',
    id: `gcp:apikey/${id}`,
    name,
    provider: 'gcp',
    class: 'api-key',
    reference: 'indirect',
    lifetime: { class: 'static', since: base.since, how: 'API keys do not expire' },
    settings: base.settings,
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
}

export function* hmacKey(id: string, mail: string, base: Base & { since?: string }): Generator<Observation> {
  yield observe({
    kind: 'credential',
    id: `gcp:hmac/${id}`,
    name: `HMAC key of ${shown(mail)}`,
    provider: 'gcp',
    class: 'hmac-key',
    reference: 'indirect',
    lifetime: { class: 'static', since: base.since, how: 'HMAC keys do not expire' },
    settings: base.settings,
    locations: [base.location],
    confidence: base.confidence ?? 'high',
  });
  yield {
    type: 'edge',
    edge: {
      from: `gcp:hmac/${id}`,
      to: `gcp:sa:${mail}`,
      kind: 'proves',
      locations: [base.location],
      confidence: base.confidence ?? 'high',
    },
  };
}

const observe = (node: Node): Observation => ({ type: 'node', node });
