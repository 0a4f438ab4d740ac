import type { Change, Gap } from '../../model/index.ts';
import type { Pack } from './pack.ts';
import { LARGEST_OBJECT, makeUnpacker, type Unpacker } from './unpack/index.ts';

/**
 * Takes one object; `from` is what was returned for the object this one was made from, with what was copied. What is returned
 * is handed to the objects made from this one and then dropped. The bytes are valid until it returns.
 */
export type VisitEntry<State> = (
  entry: number,
  bytes: Buffer,
  from?: { state: State; change: Change },
) => State | undefined;

export interface FamilyWalk<State> {
  /** Kind of the objects that are wanted. */
  kind: number;
  /** Those of the kind that are visited; the others are built only where a wanted one is made from them. All when absent. */
  wanted?(entry: number): boolean;
  visit: VisitEntry<State>;
  gaps: Gap[];
}

interface Level<State> {
  bytes: Buffer;
  state: State | undefined;
  /** Next entry made from this one, or -1. */
  next: number;
}

/** Entries by the entry they are made from, as chains: the first of each, and the next to each. */
interface Children {
  first: Int32Array;
  sibling: Int32Array;
}

/**
 * Visits the objects of a pack in the order of their deltas: a base is in memory while the objects made from it are visited, so
 * each is built by one copy, and the visitor may look only at what changed.
 */
export function walkFamilies<State>(pack: Pack, walk: FamilyWalk<State>): void {
  const { kind, gaps } = walk;
  const needed = walk.wanted && neededFor(pack, kind, walk.wanted);
  const { first, sibling } = childrenOf(pack, kind, needed);
  const unpacker = makeUnpacker();
  const stack: Level<State>[] = [];
  const enter = (entry: number, base?: Level<State>) => {
    try {
      const { bytes, change } = build(pack, unpacker, entry, base?.bytes);
      const from = change && base?.state !== undefined ? { state: base.state, change } : undefined;
      const wanted = !walk.wanted || walk.wanted(entry);
      const state = wanted ? walk.visit(entry, bytes, from) : undefined;
      if (first[entry]! >= 0)
        stack.push({ bytes: unpacker.settle(bytes, stack.at(-1)?.bytes), state, next: first[entry]! });
    } catch (error) {
      const why = `cannot be read from ${pack.path}: ${(error as Error).message}`;
      gaps.push({ what: 'history', where: pack.id(entry), why });
    }
  };
  for (let root = 0; root < pack.count; root++) {
    if (pack.base[root]! >= 0 || pack.kinds[root] !== kind || needed?.[root] === 0) continue;
    enter(root);
    while (stack.length > 0) {
      const level = stack.at(-1)!;
      const entry = level.next;
      level.next = entry < 0 ? -1 : sibling[entry]!;
      // The last object made from this one needs it only while it is built.
      if (level.next < 0) stack.pop();
      if (entry >= 0) enter(entry, level);
    }
  }
}

/** One object of a pack, built from the start of its chain. */
export function readEntry(pack: Pack, unpacker: Unpacker, entry: number): Buffer {
  const chain = [entry];
  while (pack.base[chain.at(-1)!]! >= 0) chain.push(pack.base[chain.at(-1)!]!);
  return chain.reduceRight<Buffer | undefined>(
    (base, link) => build(pack, unpacker, link, base).bytes,
    undefined,
  )!;
}

function build(
  pack: Pack,
  unpacker: Unpacker,
  entry: number,
  base?: Buffer,
): { bytes: Buffer; change?: Change } {
  const size = pack.size(entry);
  if (size > LARGEST_OBJECT) throw new Error(`it is larger than ${LARGEST_OBJECT >> 20} MB`);
  const deflated = pack.deflated(entry);
  return base ? unpacker.made(deflated, size, base) : { bytes: unpacker.whole(deflated, size) };
}

function childrenOf({ count, base, kinds }: Pack, kind: number, needed: Uint8Array | undefined): Children {
  const first = new Int32Array(count).fill(-1);
  const sibling = new Int32Array(count).fill(-1);
  for (let entry = count - 1; entry >= 0; entry--) {
    const from = base[entry]!;
    if (from < 0 || kinds[entry] !== kind || needed?.[entry] === 0) continue;
    sibling[entry] = first[from]!;
    first[from] = entry;
  }
  return { first, sibling };
}

/** The wanted entries and all they are made from. */
function neededFor(
  { count, base, kinds }: Pack,
  kind: number,
  wanted: (entry: number) => boolean,
): Uint8Array {
  const needed = new Uint8Array(count);
  for (let entry = 0; entry < count; entry++) {
    if (kinds[entry] !== kind || !wanted(entry)) continue;
    for (let at = entry; at >= 0 && needed[at] === 0; at = base[at]!) needed[at] = 1;
  }
  return needed;
}
