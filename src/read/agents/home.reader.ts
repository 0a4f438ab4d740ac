import type { Observation, Reader } from '../../model/index.ts';
import { parseJson } from '../tree/json.ts';
import { bool, get, items, text } from '../tree/tree.ts';

/** Credential stores found in a home folder (src/collect/home.ts): what they hold is known by their kind, who may read them by their bits. */
export const reader: Reader = {
  id: 'home-stores',
  paths: ['home:/credential-stores'],
  *read(file) {
    for (const store of items(parseJson(file.text).tree)) {
      const path = text(get(store, 'path'));
      if (!path) continue;
      const mode = text(get(store, 'mode'));
      const what = text(get(store, 'what')) ?? path;
      const provider = text(get(store, 'provider')) ?? 'unknown';
      const locations = [{ path, source: 'home' as const }];
      const id = `file:${path}`;
      yield {
        type: 'node',
        node: {
          kind: 'store',
          id: `store:${path}`,
          name: what,
          locations,
          confidence: 'high',
          platform: provider,
          visibility: visibility(mode),
          ...(mode && { labels: { mode, kind: bool(get(store, 'folder')) ? 'folder' : 'file' } }),
        },
      };
      yield {
        type: 'node',
        node: {
          kind: 'credential',
          id,
          name: what,
          locations,
          confidence: 'medium',
          provider,
          class: text(get(store, 'class')),
          owner: 'human',
          reference: 'file',
          lifetime: { class: 'unknown', how: 'the store was not opened' },
        },
      };
      yield {
        type: 'edge',
        edge: { from: id, to: `store:${path}`, kind: 'stored-in', locations, confidence: 'high' },
      } satisfies Observation;
    }
  },
};

function visibility(mode: string | undefined): string {
  if (!mode) return 'unknown';
  const bits = Number.parseInt(mode, 8);
  if (bits & 0o004) return 'every user of the machine';
  return bits & 0o040 ? 'the group of the file' : 'its owner';
}
