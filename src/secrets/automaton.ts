import type { Node } from './pattern.ts';

/** How far a pattern gets in a text. */
export const DEAD = 1;
/** It can end with what was read. */
export const ACCEPTED = 2;
/** The text ended before either was sure. */
export const OPEN = 0;
export type Verdict = typeof DEAD | typeof ACCEPTED | typeof OPEN;

/** Walks the pattern over `bytes[from, to)`. */
export type Automaton = (bytes: Uint8Array, from: number, to: number) => Verdict;

/** A place in the pattern: goes on to `to` over a byte of `set`, or over nothing. */
interface Place {
  set?: Uint8Array;
  to: number[];
}

/** Optional repeats are told apart up to here; what allows more is taken to allow any number. */
const MOST_OPTIONAL = 8;
const MOST_REQUIRED = 128;
const MOST_PLACES = 4_000;
/** States that one pattern may have. */
const MOST_STATES = 1_024;

const END = 0;

/** The pattern's places, behind each other; `start` is where it begins and `END` where it ends. */
function placesOf(pattern: Node): { places: Place[]; start: number } {
  const places: Place[] = [{ to: [] }];
  const add = (place: Place) => places.push(place) - 1;
  const entry = (node: Node, next: number): number => {
    switch (node.type) {
      case 'empty':
        return next;
      case 'set':
        return add({ set: node.bytes, to: [next] });
      case 'sequence':
        return node.items.reduceRight((rest, item) => entry(item, rest), next);
      case 'choice':
        return add({ to: node.items.map((item) => entry(item, next)) });
      case 'repeat':
        return repeated(node, next);
    }
  };
  const repeated = ({ item, min, max }: Extract<Node, { type: 'repeat' }>, next: number): number => {
    let first = next;
    if (max - min > MOST_OPTIONAL || min > MOST_REQUIRED) {
      const loop: Place = { to: [next] };
      first = add(loop);
      loop.to.push(entry(item, first));
    } else for (let i = min; i < max; i++) first = add({ to: [entry(item, first), next] });
    for (let i = Math.min(min, MOST_REQUIRED); i > 0 && places.length < MOST_PLACES; i--)
      first = entry(item, first);
    return first;
  };
  return { start: entry(pattern, END), places };
}

/** Numbers the bytes so that those which all sets treat alike share a number: one step then serves all of them. */
function alikeBytes(
  sets: Iterable<Uint8Array>,
  escapes: readonly number[],
): { kind: Uint8Array; kinds: number } {
  const kind = new Uint8Array(256);
  let kinds = 1;
  for (const set of [...sets, Uint8Array.from(kind, (_, byte) => (escapes.includes(byte) ? 1 : 0))]) {
    const numbers = new Uint16Array(2 * kinds);
    kinds = 0;
    for (let byte = 0; byte < 256; byte++) {
      const was = 2 * kind[byte]! + set[byte]!;
      numbers[was] ||= ++kinds;
      kind[byte] = numbers[was]! - 1;
    }
  }
  return { kind, kinds };
}

/** Gives the places with a set, and the end, that can be reached from one over nothing. */
function reachOf(places: Place[]): (id: number) => number[] {
  const known: number[][] = [];
  return (id) => {
    if (known[id]) return known[id];
    const seen = new Set<number>();
    const visit = (next: number) => {
      if (seen.has(next)) return;
      seen.add(next);
      if (!places[next]!.set) places[next]!.to.forEach(visit);
    };
    visit(id);
    known[id] = [...seen].filter((next) => next === END || places[next]!.set);
    return known[id];
  };
}

/**
 * A deterministic automaton of all of a pattern but its look-arounds and the upper bounds of long repeats: where it dies, the
 * pattern cannot match. Most places where a literal stands die within a few bytes, a hundred times faster than the pattern
 * itself would say so. Its states are made as texts lead to them. Where `escapes` is set, a byte that may start an escape is
 * taken for whatever the pattern would like: only the decoded text can tell.
 */
export function automatonOf(pattern: Node, escapes: readonly number[]): Automaton {
  const { places, start } = placesOf(pattern);
  if (places.length >= MOST_PLACES) return () => ACCEPTED;
  const reach = reachOf(places);
  /** Which places the state being made has already. */
  const stamps = new Uint32Array(places.length);
  let stamp = 0;
  const states: number[][] = [];
  const numbers = new Map<string, number>();
  const { kind, kinds } = alikeBytes(new Set(places.flatMap(({ set }) => set ?? [])), escapes);
  /** A row for each state; 0 is not worked out yet, 1 and 2 are verdicts, a state's number comes after these. */
  let table = new Uint16Array(16 * kinds);
  /** The state of everything that can be reached from where the places of another lead over the byte. */
  const stateOf = (from: number[], byte: number | undefined): number => {
    const state: number[] = [];
    stamp++;
    for (const place of from) {
      if (byte !== undefined && places[place]!.set![byte] !== 1) continue;
      for (const id of reach(byte === undefined ? place : places[place]!.to[0]!))
        if (stamps[id] !== stamp) {
          stamps[id] = stamp;
          state.push(id);
        }
    }
    if (state.length === 0) return DEAD;
    if (stamps[END] === stamp || states.length === MOST_STATES) return ACCEPTED;
    state.sort((a, b) => a - b);
    const key = String.fromCharCode(...state);
    const known = numbers.get(key);
    if (known) return known;
    const number = states.push(state) + ACCEPTED;
    numbers.set(key, number);
    if ((number + 1) * kinds > table.length) {
      const wider = new Uint16Array(2 * table.length);
      wider.set(table);
      table = wider;
    }
    return number;
  };
  const step = (state: number, byte: number): number => {
    const next = escapes.includes(byte) ? ACCEPTED : stateOf(states[state - 1 - ACCEPTED]!, byte);
    table[state * kinds + kind[byte]!] = next;
    return next;
  };
  const first = stateOf([start], undefined);
  return (bytes, from, to) => {
    let state = first;
    for (let i = from; i < to && state > ACCEPTED; i++) {
      const byte = bytes[i]!;
      state = table[state * kinds + kind[byte]!] || step(state, byte);
    }
    return state > ACCEPTED ? OPEN : (state as Verdict);
  };
}
