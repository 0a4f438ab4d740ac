import { type Bits, hasBit, members, setBit } from './actions.ts';
import type { Escalations, Found } from './engine.ts';
import { searchesOf } from './escalate.ts';
import { MAYBE, NO, YES } from './tri.ts';

/** Next step of the shortest way to administrator rights. */
export interface Hop {
  path: string;
  target: number;
  certainty: 'confirmed' | 'conditional';
  found: Found;
}

/** Exact looks per search and level; the nearest level has few members in practice. */
const MAX_LOOKS = 16;
/** Longer chains exist on paper only. */
const MAX_STEPS = 8;

/**
 * Breadth first from the administrators backwards: level by level, who can become someone of the level before. Cyclic trust ends by
 * itself, since nobody is placed twice. `self` says who can make itself administrator without anyone else.
 */
export function shortestHops(engine: Escalations, self: (number: number) => boolean): Map<number, Hop> {
  const { population } = engine;
  const person = (i: number) => ['user', 'role'].includes(population.list[i]!.type);
  const hops = new Map<number, Hop>();
  let open: number[] = [];
  let level = population.empty();
  let size = 0;
  for (const [i, of] of population.classes.entries()) {
    if (!person(i)) continue;
    if (of.adminLike || self(i)) {
      setBit(level, i);
      size++;
    } else open.push(i);
  }
  for (let step = 0; step < MAX_STEPS && size > 0 && open.length > 0; step++) {
    const next = population.empty();
    size = 0;
    const rest: number[] = [];
    for (const i of open) {
      const hop = hopInto(engine, i, level);
      if (!hop) rest.push(i);
      else {
        hops.set(i, hop);
        setBit(next, i);
        size++;
      }
    }
    level = next;
    open = rest;
  }
  return hops;
}

/** The best single step from one holder into a set. */
function hopInto(engine: Escalations, number: number, into: Bits): Hop | undefined {
  const { list } = engine.population;
  let unsure: Hop | undefined;
  for (const search of searchesOf(engine, number)) {
    let looks = 0;
    for (const target of members(search.bits, list.length)) {
      if (!hasBit(into, target)) continue;
      if (looks++ >= MAX_LOOKS) break;
      const answer = search.look(target, list[target]!);
      if (answer.value === NO) continue;
      const found = engine.found(search.path, answer, target)!;
      const certainty = answer.value === YES ? 'confirmed' : 'conditional';
      const hop: Hop = { path: search.path.id, target, certainty, found };
      if (answer.value !== MAYBE) return hop;
      unsure ??= hop;
    }
  }
  return unsure;
}
