import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { Gap } from '../../model/index.ts';
import { readEntry } from './families.ts';
import { openPack, type Pack } from './pack.ts';
import { readPackIndex } from './pack-index.ts';
import { looseObjects, type ObjectStore, packsOf } from './store.ts';
import { LARGEST_OBJECT, makeUnpacker } from './unpack/index.ts';

/** An object that is a file of its own. */
export interface LooseObject {
  type: string;
  bytes: Buffer;
}

/** All objects of a repository that are there, opened for reading. */
export interface Objects {
  packs: Pack[];
  /** Bytes of an id: 20, or 32 with SHA-256. */
  idSize: number;
  /** Files of loose objects by id. */
  loose: Map<string, string>;
  gaps: Gap[];
  /** One object; undefined where it is not there or damaged. */
  read(id: string): Buffer | undefined;
  close(): void;
}

/** Opens the packs of a store and lists its loose objects. What cannot be opened is a gap. */
export function openObjects(store: ObjectStore): Objects {
  const packs: Pack[] = [];
  const loose = new Map<string, string>();
  const gaps: Gap[] = [];
  for (const folder of store.folders) {
    for (const paths of packsOf(folder)) {
      try {
        packs.push(openPack(paths, readPackIndex(paths.index, store.idSize), store.idSize));
      } catch (error) {
        gaps.push({ what: 'history', where: paths.pack, why: `cannot be read: ${(error as Error).message}` });
      }
    }
    for (const { id, path } of looseObjects(folder)) if (!loose.has(id)) loose.set(id, path);
  }
  const unpacker = makeUnpacker();
  const read = (id: string) => {
    const key = Buffer.from(id, 'hex');
    try {
      for (const pack of packs) {
        const entry = pack.find(key);
        if (entry >= 0) return readEntry(pack, unpacker, entry);
      }
      const path = loose.get(id);
      return path === undefined ? undefined : readLoose(path).bytes;
    } catch {
      return undefined;
    }
  };
  return {
    packs,
    idSize: store.idSize,
    loose,
    gaps,
    read,
    close: () => packs.forEach((pack) => void pack.close()),
  };
}

/** A loose object is one deflated file: type, space, size, NUL, content. */
export function readLoose(path: string): LooseObject {
  const object = inflateSync(readFileSync(path), { maxOutputLength: LARGEST_OBJECT });
  const type = object.toString('latin1', 0, object.indexOf(32));
  return { type, bytes: object.subarray(object.indexOf(0) + 1) };
}
