import type { Confidence, CredentialNode, Location, Observation, Setting } from '../../model/index.ts';

export type Item = Record<string, unknown>;

/** What a handler gets: the names in the path, and where the records stand. */
export interface Records {
  path: string;
  names: Record<string, string>;
  items: Item[];
}

/** Place of the n-th record, as an API path and JSON pointer. */
export const at = ({ path }: Pick<Records, 'path'>, index: number, note?: string): Location => ({
  path,
  pointer: `/${index}`,
  source: 'api',
  ...(note ? { note } : {}),
});

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
export const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
export const object = (value: unknown): Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : {};
export const list = (value: unknown): Item[] =>
  Array.isArray(value) ? value.filter((item): item is Item => typeof item === 'object' && item !== null) : [];

/** What checks decide on, by the platform's own word; what is not said is left out. */
export function settings(facts: Record<string, unknown>, location: Location): Record<string, Setting> {
  const known = Object.entries(facts).filter((entry): entry is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof entry[1]),
  );
  return Object.fromEntries(known.map(([key, value]) => [key, { value, location }]));
}

/** A credential that a store holds by name: its value is never readable, its age is. */
export function storedCredential(
  records: Records,
  index: number,
  {
    id,
    name,
    store,
    facts,
    more,
  }: {
    id: string;
    name: string;
    store: string;
    facts?: Record<string, unknown>;
    more?: Partial<CredentialNode>;
  },
): Observation[] {
  const location = at(records, index);
  const confidence: Confidence = 'high';
  const node: CredentialNode = {
    kind: 'credential',
    id,
    name,
    locations: [location],
    confidence,
    reference: 'secretRef',
    lifetime: {
      class: 'unknown',
      since: text(records.items[index]?.['updated_at']),
      how: 'updated_at of the store',
    },
    names: [name],
    settings: settings(facts ?? {}, location),
    ...more,
  };
  return [
    { type: 'node', node },
    { type: 'edge', edge: { from: id, to: store, kind: 'stored-in', locations: [location], confidence } },
  ];
}

export function storeNode(
  records: Records,
  id: string,
  name: string,
  platform: string,
  visibility?: string,
): Observation {
  return {
    type: 'node',
    node: {
      kind: 'store',
      id,
      name,
      platform,
      visibility,
      locations: [{ path: records.path, source: 'api' }],
      confidence: 'high',
    },
  };
}
