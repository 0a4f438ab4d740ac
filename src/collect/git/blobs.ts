import type { Change, Gap } from '../../model/index.ts';
import type { CleanBlobs } from './clean-blobs.ts';
import { walkFamilies } from './families.ts';
import { type Objects, readLoose } from './objects.ts';
import { BLOB } from './pack.ts';

/**
 * Takes one blob; `from` is what it returned for the blob this one was made from, with what was copied. What it returns is
 * handed to the blobs made from this one and then dropped. The bytes are valid until it returns.
 */
export type VisitBlob<State> = (
  id: string,
  bytes: Buffer,
  from?: { state: State; change: Change },
) => State | undefined;

export interface BlobWalk {
  gaps: Gap[];
  /** Blobs that were left out because they are known to be clean. */
  known: number;
}

/** Gives every blob once, reachable or not, however many packs hold it, but for those known to be clean. */
export function walkBlobs<State>(
  { packs, loose }: Objects,
  visit: VisitBlob<State>,
  clean?: CleanBlobs,
): BlobWalk {
  const walk: BlobWalk = { gaps: [], known: 0 };
  for (const [place, pack] of packs.entries()) {
    const { count, kinds, base, names } = pack;
    const left = new Uint8Array(count);
    for (let entry = 0; entry < count; entry++) {
      if (kinds[entry] === 0 && base[entry]! < 0) {
        const why = `its base is missing from ${pack.path}`;
        walk.gaps.push({ what: 'history', where: pack.id(entry), why });
      }
      if (kinds[entry] !== BLOB) continue;
      const at = pack.nameAt(entry);
      const here = place > 0 && packs.slice(0, place).some((other) => other.has(names, at));
      if (here) continue;
      if (clean?.has(names, at)) walk.known++;
      else left[entry] = 1;
    }
    walkFamilies<State>(pack, {
      kind: BLOB,
      wanted: (entry) => left[entry] === 1,
      visit: (entry, bytes, from) => visit(pack.id(entry), bytes, from),
      gaps: walk.gaps,
    });
  }
  for (const [id, path] of loose) {
    const key = Buffer.from(id, 'hex');
    if (packs.some((pack) => pack.has(key, 0))) continue;
    if (clean?.has(key, 0)) {
      walk.known++;
      continue;
    }
    try {
      const { type, bytes } = readLoose(path);
      if (type === 'blob') visit(id, bytes);
    } catch (error) {
      const why = `loose object cannot be read: ${(error as Error).message}`;
      walk.gaps.push({ what: 'history', where: id, why });
    }
  }
  return walk;
}
