import type { Escalations, Found, Search } from './engine.ts';
import { searchesOf } from './escalate.ts';
import { intersection, type Numbers } from './numbers.ts';
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
  const hops = new Map<number, Hop>();
  let open: { number: number; searches: readonly Search[] }[] = [];
  let level: number[] = [];
  for (const [number, of] of population.classes.entries()) {
    if (!['user', 'role'].includes(population.list[number]!.type)) continue;
    if (of.adminLike || self(number)) level.push(number);
    else {
      const searches = [...searchesOf(engine, number)].filter((search) => search.targets.length > 0);
      if (searches.length > 0) open.push({ number, searches });
    }
  }
  for (let step = 0; step < MAX_STEPS && level.length > 0 && open.length > 0; step++) {
    const next: number[] = [];
    const rest: typeof open = [];
    for (const one of open) {
      const hop = hopInto(engine, one, level);
      if (!hop) rest.push(one);
      else {
        hops.set(one.number, hop);
        next.push(one.number);
      }
    }
    level = next;
    open = rest;
  }
  return hops;
}

/** The best single step from one holder into a level. */
function hopInto(
  engine: Escalations,
  { number, searches }: { number: number; searches: readonly Search[] },
  level: Numbers,
): Hop | undefined {
  const { list } = engine.population;
  let unsure: Hop | undefined;
  for (const search of searches) {
    for (const target of (intersection([search.targets, level]) as Numbers).slice(0, MAX_LOOKS)) {
      if (target === number) continue;
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
