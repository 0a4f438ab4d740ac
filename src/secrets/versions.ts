import type { Change, SecretMatch } from '../model/index.ts';
import { DEAD } from './automaton.ts';
import { matchAt, outlook, type RawMatch } from './match.ts';
import { withoutOverlaps } from './overlap.ts';
import type { Plan } from './plan.ts';
import { sweep } from './scan.ts';
import type { Engine } from './stream.ts';
import { encodingOf, narrow } from './utf16.ts';

/** What is remembered of one version of a content while others are made from it. */
export interface Version {
  /** All matches, overlapping ones included. */
  raws: RawMatch[];
  /** Literals of rules whose windows are wide: pairs of place and anchor, ascending. */
  wide: number[];
}

/** Searches contents that are made from each other. */
export interface VersionScanner {
  /** Searches the whole content; undefined when later versions cannot be searched by their changes (UTF-16). */
  whole(bytes: Buffer): { version?: Version; matches: SecretMatch[] };
  /** Searches what a change can have brought or taken; the result is the same as that of `whole`. */
  changed(bytes: Buffer, base: Version, change: Change): { version: Version; matches: SecretMatch[] };
}

/**
 * Half the width of a region that is searched around each place where copied ranges meet. Rules that look further are few:
 * their literals are remembered instead, and tried again when their own, wider window meets a change.
 */
const NARROW = 256;

export function versionScanner({ image, kernel, disclose }: Engine): VersionScanner {
  const show = (raws: RawMatch[]) => (raws.length === 0 ? [] : withoutOverlaps(raws).map(disclose));

  const tryAt = (
    bytes: Buffer,
    at: number,
    anchor: number,
    into: RawMatch[],
    wanted: (plan: Plan) => boolean,
  ) => {
    const { uses, coding } = image.found(anchor);
    for (const { plan, lead } of uses) {
      if (!wanted(plan)) continue;
      const match = matchAt(bytes, at, coding, plan, lead);
      if (match) into.push(match);
    }
  };
  const isNarrow = (plan: Plan) => plan.reach <= NARROW;
  /** Whether a rule with a wide window starts from the anchor; where the nearest bytes say no already, a change further away cannot bring a match. */
  const staysOpen = (bytes: Buffer, at: number, anchor: number) => {
    const { uses, coding } = image.found(anchor);
    if (coding !== 'plain') return uses.some(({ plan }) => !isNarrow(plan));
    const to = Math.min(bytes.length, at + NARROW);
    return uses.some(
      ({ plan, lead }) =>
        !isNarrow(plan) && (lead.back[1] > NARROW || outlook(bytes, at, plan, lead, to) !== DEAD),
    );
  };
  const tryWide = (bytes: Buffer, version: Version, distance: (at: number) => number) => {
    for (let i = 0; i < version.wide.length; i += 2) {
      const at = version.wide[i]!;
      const near = distance(at);
      tryAt(bytes, at, version.wide[i + 1]!, version.raws, (plan) => !isNarrow(plan) && near <= plan.reach);
    }
  };

  const search = (bytes: Buffer, regions: number[], version: Version) => {
    for (let i = 0; i < regions.length; i += 2)
      sweep(bytes, image, kernel, regions[i]!, regions[i + 1]!, (at, anchor) => {
        if (staysOpen(bytes, at, anchor)) version.wide.push(at, anchor);
        tryAt(bytes, at, anchor, version.raws, isNarrow);
        return true;
      });
  };

  return {
    whole(bytes) {
      const encoding = encodingOf(bytes);
      if (encoding !== 'bytes') {
        const version: Version = { raws: [], wide: [] };
        const narrowed = Buffer.from(narrow(bytes, encoding));
        search(narrowed, [0, narrowed.length], version);
        tryWide(narrowed, version, () => 0);
        return {
          matches: show(version.raws.map((raw) => ({ ...raw, start: 2 * raw.start, end: 2 * raw.end }))),
        };
      }
      const version: Version = { raws: [], wide: [] };
      search(bytes, [0, bytes.length], version);
      tryWide(bytes, version, () => 0);
      return { version, matches: show(version.raws) };
    },

    changed(bytes, base, change) {
      const seams = seamsOf(change);
      const regions = regionsOf(seams, bytes.length);
      const version: Version = { raws: [], wide: [] };
      search(bytes, regions, version);
      carryWide(base.wide, change, regions, version);
      tryWide(bytes, version, (at) => toSeam(seams, at));
      carryMatches(base.raws, change, seams, version);
      return { version, matches: show(version.raws) };
    },
  };
}

/**
 * Ranges that are new, as pairs `[from, to]`: inserted bytes, and the empty range where two copies meet. The start and the end
 * of the content count as new unless they were the base's start and end.
 */
function seamsOf({ copies, baseLength, length }: Change): number[] {
  const seams: number[] = [];
  let at = 0;
  let from = 0;
  for (let i = 0; i < copies.length; i += 3) {
    const [to, base, size] = [copies[i]!, copies[i + 1]!, copies[i + 2]!];
    if (to !== at || base !== from) seams.push(at, to);
    at = to + size;
    from = base + size;
  }
  if (at !== length || from !== baseLength) seams.push(at, length);
  return seams;
}

/** Seams with a margin either side, merged where they touch. */
function regionsOf(seams: number[], length: number): number[] {
  const regions: number[] = [];
  for (let i = 0; i < seams.length; i += 2) {
    const from = Math.max(0, seams[i]! - NARROW);
    const to = Math.min(length, seams[i + 1]! + NARROW);
    if (regions.length > 0 && from <= regions.at(-1)!)
      regions[regions.length - 1] = Math.max(to, regions.at(-1)!);
    else if (from < to) regions.push(from, to);
  }
  return regions;
}

/** Bytes between the place and the nearest seam; contents of many versions have hundreds of seams and of literals. */
function toSeam(seams: number[], at: number): number {
  let low = 0;
  let high = seams.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (seams[2 * middle + 1]! < at) low = middle + 1;
    else high = middle;
  }
  const before = low > 0 ? at - seams[2 * low - 1]! : Number.POSITIVE_INFINITY;
  const after = 2 * low < seams.length ? Math.max(0, seams[2 * low]! - at) : Number.POSITIVE_INFINITY;
  return Math.min(before, after);
}

/** Remembered literals of the base that were copied, unless a region was searched where they stand now; all ascending. */
function carryWide(wide: number[], { copies }: Change, regions: number[], version: Version): void {
  if (wide.length === 0) return;
  const carried: number[] = [];
  let region = 0;
  for (let c = 0; c < copies.length; c += 3) {
    const [to, from, size] = [copies[c]!, copies[c + 1]!, copies[c + 2]!];
    for (let i = firstFrom(wide, from); i < wide.length && wide[i]! < from + size; i += 2) {
      const at = wide[i]! - from + to;
      while (region < regions.length && regions[region + 1]! <= at) region += 2;
      if (region >= regions.length || at < regions[region]!) carried.push(at, wide[i + 1]!);
    }
  }
  version.wide = version.wide.length === 0 ? carried : merge(version.wide, carried);
}

/** Index of the first pair whose place is at least `from`. */
function firstFrom(pairs: number[], from: number): number {
  let low = 0;
  let high = pairs.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pairs[2 * middle]! < from) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** Two ascending lists of pairs as one. */
function merge(a: number[], b: number[]): number[] {
  const merged: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    for (; j < b.length && b[j]! < a[i]!; j += 2) merged.push(b[j]!, b[j + 1]!);
    merged.push(a[i]!, a[i + 1]!);
  }
  for (; j < b.length; j++) merged.push(b[j]!);
  return merged;
}

/** Matches of the base whose whole window was copied stand as they are; the others were just looked for. */
function carryMatches(raws: RawMatch[], { copies }: Change, seams: number[], version: Version): void {
  if (raws.length === 0) return;
  for (let c = 0; c < copies.length; c += 3) {
    const [to, from, size] = [copies[c]!, copies[c + 1]!, copies[c + 2]!];
    for (const raw of raws) {
      if (raw.at < from || raw.at >= from + size) continue;
      const by = to - from;
      if (toSeam(seams, raw.at + by) > raw.plan.reach)
        version.raws.push({ ...raw, at: raw.at + by, start: raw.start + by, end: raw.end + by });
    }
  }
}
