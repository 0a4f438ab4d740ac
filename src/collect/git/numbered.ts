import type { Gap } from '../../model/index.ts';
import { walkFamilies } from './families.ts';
import { type IdTable, idTable } from './id-table.ts';
import { type Objects, readLoose } from './objects.ts';
import type { COMMIT, TREE } from './pack.ts';

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
  const single = [...loose].flatMap(([id, path]) => {
    const object = readIfType(path, TYPES[kind]);
    return object ? [{ id, object }] : [];
  });
  const entries = packs.map(({ count, kinds }) => {
    const numbers = new Int32Array(count).fill(-1);
    return { numbers, of: kinds.reduce((sum, one) => sum + Number(one === kind), 0) };
  });
  const count = entries.reduce((sum, { of }) => sum + of, 0) + single.length;
  const table = idTable(count);
  const ids: ((number: number) => string)[] = [];
  const starts: number[] = [];
  let next = 0;
  for (const [place, pack] of packs.entries()) {
    const order = new Int32Array(entries[place]!.of);
    const start = next;
    for (let entry = 0; entry < pack.count; entry++) {
      if (pack.kinds[entry] !== kind) continue;
      order[next - start] = entry;
      entries[place]!.numbers[entry] = next;
      table.add(pack.names, pack.nameAt(entry), next++);
    }
    starts.push(start);
    ids.push((number) => pack.id(order[number - start]!));
  }
  const firstLoose = next;
  for (const { id } of single) table.add(Buffer.from(id, 'hex'), 0, next++);
  return {
    count,
    table,
    id(number) {
      if (number >= firstLoose) return single[number - firstLoose]!.id;
      const place = starts.findLastIndex((start) => start <= number);
      return ids[place]!(number);
    },
    walk(visit) {
      const gaps: Gap[] = [];
      for (const [place, pack] of packs.entries()) {
        const { numbers } = entries[place]!;
        walkFamilies<undefined>(pack, {
          kind,
          gaps,
          visit: (entry, bytes) => void visit(numbers[entry]!, bytes),
        });
      }
      for (const [i, { object }] of single.entries()) visit(firstLoose + i, object);
      return gaps;
    },
  };
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
