import type { Gap } from '../../model/index.ts';
import { type Attribution, attribute } from './attribution.ts';
import { type VisitBlob, walkBlobs } from './blobs.ts';
import { blobIds, catBlobs } from './cat-file.ts';
import { objectsSince } from './changes.ts';
import { attributeByLog } from './git-log.ts';
import { openObjects } from './objects.ts';
import { objectStore } from './store.ts';

/** The blobs of a repository, in which order they come best, and what can be asked of them afterwards. */
export interface History {
  /** Gives every blob once; what is missing or cannot be read is a gap. */
  walk<State>(visit: VisitBlob<State>): Promise<Gap[]>;
  /** Gives some of them once more. */
  read(ids: string[], visit: (id: string, bytes: Buffer) => void): Promise<void>;
  attribute(ids: Set<string>): Promise<Attribution>;
  close(): void;
}

/** Everything that the repository keeps, read from its packs in this process. */
export async function wholeHistory(folder: string): Promise<History> {
  const store = await objectStore(folder);
  const objects = openObjects(store);
  return {
    walk: async (visit) => [...store.gaps, ...objects.gaps, ...walkBlobs(objects, visit)],
    async read(ids, visit) {
      for (const id of ids) {
        const bytes = objects.read(id);
        if (bytes) visit(id, bytes);
      }
    },
    attribute: (ids) => attribute(folder, objects, ids),
    close: objects.close,
  };
}

/**
 * What commits reachable from HEAD brought since `ref`, or without `ref` everything, asked of git: the cheapest way for few
 * objects, and for all of them the reference of `wholeHistory`. Throws git's message when `ref` is not known.
 */
export async function historyFromGit(folder: string, ref?: string): Promise<History> {
  const store = await objectStore(folder);
  const asked = ref === undefined ? undefined : await objectsSince(folder, ref);
  return {
    async walk(visit) {
      const ids = asked?.length === 0 ? [] : (await blobIds(folder, asked)).map(({ id }) => id);
      if (ids.length === 0) return store.gaps;
      const missing = await catBlobs(folder, [...new Set(ids)], (id, bytes) => void visit(id, bytes));
      return [...store.gaps, ...missing];
    },
    async read(ids, visit) {
      if (ids.length > 0) await catBlobs(folder, ids, visit);
    },
    attribute: (ids) =>
      attributeByLog(folder, ids, ref === undefined ? undefined : ['--end-of-options', 'HEAD', `^${ref}`]),
    close() {},
  };
}
