import type { Gap } from '../../model/index.ts';
import { walkFamilies } from './families.ts';
import { type IdTable, idTable } from './id-table.ts';
import { type Objects, readLoose } from './objects.ts';
import type { COMMIT, Pack, TREE } from './pack.ts';

const TYPES = { 1: 'commit', 2: 'tree' };

/** The objects of one kind, numbered from 0: those of the packs, then the loose ones. */
export interface Numbered {
  count: number;
  table: IdTable;
  id(number: number): string;
  /** Gives each once, in the order in which they are cheapest to build. The bytes are valid until `visit` returns. */
  walk(visit: (number: number, bytes: Buffer) => void): Gap[];
}

/** Numbers the trees or the commits of a repository. */
export function numbered({ packs, loose }: Objects, kind: typeof COMMIT | typeof TREE): Numbered {
  let count = 0;
  const parts = packs.map((pack) => {
    const part = { pack, entries: entriesOf(pack, kind), start: count };
    count += part.entries.length;
    return part;
  });
  const firstLoose = count;
  const single = [...loose].flatMap(([id, path]) => {
    const bytes = readIfType(path, TYPES[kind]);
    return bytes ? [{ id, bytes }] : [];
  });
  count += single.length;

  const table = idTable(count);
  for (const { pack, entries, start } of parts)
    for (const [i, entry] of entries.entries()) table.add(pack.names, pack.nameAt(entry), start + i);
  for (const [i, { id }] of single.entries()) table.add(Buffer.from(id, 'hex'), 0, firstLoose + i);
  return {
    count,
    table,
    id(number) {
      if (number >= firstLoose) return single[number - firstLoose]!.id;
      const { pack, entries, start } = parts.findLast((part) => part.start <= number)!;
      return pack.id(entries[number - start]!);
    },
    walk(visit) {
      const gaps: Gap[] = [];
      for (const { pack, entries, start } of parts) {
        const numbers = new Int32Array(pack.count);
        for (const [i, entry] of entries.entries()) numbers[entry] = start + i;
        walkFamilies<undefined>(pack, {
          kind,
          gaps,
          visit: (entry, bytes) => void visit(numbers[entry]!, bytes),
        });
      }
      for (const [i, { bytes }] of single.entries()) visit(firstLoose + i, bytes);
      return gaps;
    },
  };
}

function entriesOf({ kinds }: Pack, kind: number): Int32Array {
  const entries: number[] = [];
  for (const [entry, one] of kinds.entries()) if (one === kind) entries.push(entry);
  return Int32Array.from(entries);
}

/** A damaged loose object was reported when blobs were looked for. */
function readIfType(path: string, type: string): Buffer | undefined {
  try {
    const object = readLoose(path);
    return object.type === type ? object.bytes : undefined;
  } catch {
    return undefined;
  }
}
