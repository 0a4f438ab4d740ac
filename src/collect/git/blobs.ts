import type { Change, Gap } from '../../model/index.ts';
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

/** Gives every blob once, reachable or not, however many packs hold it; what cannot be read is a gap. */
export function walkBlobs<State>({ packs, loose }: Objects, visit: VisitBlob<State>): Gap[] {
  const gaps: Gap[] = [];
  for (const [place, pack] of packs.entries()) {
    const earlier = packs.slice(0, place);
    const isFirst = (entry: number) => {
      const id = Buffer.from(pack.id(entry), 'hex');
      return earlier.every((other) => other.find(id) < 0);
    };
    walkFamilies<State>(pack, {
      kind: BLOB,
      wanted: earlier.length > 0 ? isFirst : undefined,
      visit: (entry, bytes, from) => visit(pack.id(entry), bytes, from),
      gaps,
    });
    for (let entry = 0; entry < pack.count; entry++)
      if (pack.base[entry]! < 0 && pack.kinds[entry] === 0)
        gaps.push({ what: 'history', where: pack.id(entry), why: `its base is missing from ${pack.path}` });
  }
  for (const [id, path] of loose) {
    const key = Buffer.from(id, 'hex');
    if (packs.some((pack) => pack.find(key) >= 0)) continue;
    try {
      const { type, bytes } = readLoose(path);
      if (type === 'blob') visit(id, bytes);
    } catch (error) {
      gaps.push({
        what: 'history',
        where: id,
        why: `loose object cannot be read: ${(error as Error).message}`,
      });
    }
  }
  return gaps;
}
