import type { Gap } from '../../model/index.ts';
import { type Attribution, attribute } from './attribution.ts';
import { type BlobWalk, type VisitBlob, walkBlobs } from './blobs.ts';
import { blobIds, catBlobs } from './cat-file.ts';
import { objectsSince } from './changes.ts';
import { type CleanBlobs, cleanBlobs } from './clean-blobs.ts';
import { attributeByLog } from './git-log.ts';
import { gapsInTrees } from './missing.ts';
import { openObjects } from './objects.ts';
import { objectStore } from './store.ts';

/** The blobs of a repository, in which order they come best, and what can be asked of them afterwards. */
export interface History {
  /** Gives every blob once that is not known to be clean; what is missing or cannot be read is a gap. */
  walk<State>(visit: VisitBlob<State>): Promise<BlobWalk>;
  /** Remembers a blob that holds nothing, once the walk has ended well. */
  clean?: CleanBlobs;
  /** Gives some of them once more. */
  read(ids: string[], visit: (id: string, bytes: Buffer) => void): Promise<void>;
  attribute(ids: Set<string>): Promise<Attribution>;
  /** What is lacking although commits refer to it, where there is nothing to attribute. */
  missing(): Promise<Gap[]>;
  close(): void;
}

/**
 * Everything that the repository keeps, read from its packs in this process. With `rules`, the name of what is searched for, blobs
 * that an earlier run found clean of it are left out.
 */
export async function wholeHistory(folder: string, rules?: string): Promise<History> {
  const store = await objectStore(folder);
  const objects = openObjects(store);
  const clean = rules === undefined ? undefined : cleanBlobs(store, rules);
  return {
    clean,
    async walk(visit) {
      const { gaps, known } = walkBlobs(objects, visit, clean);
      return { gaps: [...store.gaps, ...objects.gaps, ...gaps], known };
    },
    async read(ids, visit) {
      for (const id of ids) {
        const bytes = objects.read(id);
        if (bytes) visit(id, bytes);
      }
    },
    attribute: (ids) => attribute(folder, objects, ids, store.partial),
    missing: async () => (store.partial ? [] : gapsInTrees(folder, objects)),
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
      const give = (id: string, bytes: Buffer) => void visit(id, bytes);
      const missing: Gap[] = ids.length === 0 ? [] : await catBlobs(folder, [...new Set(ids)], give);
      return { gaps: [...store.gaps, ...missing], known: 0 };
    },
    async read(ids, visit) {
      if (ids.length > 0) await catBlobs(folder, ids, visit);
    },
    attribute: (ids) =>
      attributeByLog(folder, ids, ref === undefined ? undefined : ['--end-of-options', 'HEAD', `^${ref}`]),
    missing: async () => [],
    close() {},
  };
}
