import { type Bits, hasBit } from './bits.ts';
import type { Escalations, Found, Holder, Search } from './engine.ts';
import { PATHS, type Path } from './path.ts';
import { DIRECT } from './rules.ts';
import { SEARCHES } from './searches.ts';

function holderOf({ population }: Escalations, number: number): Holder {
  return { number, subject: population.list[number]!, of: population.classes[number]! };
}

/** Nothing the path needs is missing altogether. */
function applies(may: Bits, { own }: Path): boolean {
  for (const action of own) if (!hasBit(may, action)) return false;
  return true;
}

/** The few paths worth asking about, worked out once for a class; a trust policy may name one of its members. */
function pathsOf({ of }: Holder): readonly Path[] {
  of.paths ??= PATHS.filter((path) => applies(of.may, path));
  return of.paths;
}

/**
 * All paths that work for the holder with this number. A full administrator has nothing to gain. Whom a loose policy is attached to is
 * not known, so nothing it grants is more than possible.
 */
export function escalationsOf(engine: Escalations, number: number): Found[] {
  const holder = holderOf(engine, number);
  if (holder.of.admin) return [];
  const found = pathsOf(holder).flatMap((path): Found[] => {
    const search = SEARCHES[path.target]?.(engine, holder, path);
    const one = search
      ? (engine.best(holder, search) ?? engine.possible(holder, path))
      : DIRECT[path.target]?.(engine, holder, path);
    if (!one) return [];
    return [holder.subject.type === 'policy' ? { ...one, certainty: 'possible' } : one];
  });
  return folded(found);
}

/** Of two paths to the same place the one that uses more of the holder's permissions stays and names the other. */
function folded(found: readonly Found[]): Found[] {
  const wider = (one: Found, other: Found) =>
    other.path.numbers.length > one.path.numbers.length &&
    other.path.target === one.path.target &&
    other.target === one.target &&
    other.certainty === one.certainty &&
    one.path.numbers.every((action) => other.path.numbers.includes(action));
  return found.flatMap((one) => {
    if (found.some((other) => wider(one, other))) return [];
    const variants = found.filter((other) => wider(other, one)).map((other) => other.path.id);
    return [{ ...one, variants }];
  });
}

/** Searches for other identities the holder can become, by any path: what chains are made of. */
export function* searchesOf(engine: Escalations, number: number): Generator<Search> {
  const holder = holderOf(engine, number);
  for (const path of pathsOf(holder)) {
    const plan = SEARCHES[path.target];
    if (plan) yield plan(engine, holder, path);
  }
}
