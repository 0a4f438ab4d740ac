import type { Location, SecretMatch } from '../model/index.ts';
import type { Image } from './anchors.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { RawMatch } from './match.ts';
import { withoutOverlaps } from './overlap.ts';
import { type Place, placesOf } from './place.ts';
import { rawMatches } from './scan.ts';
import { type Encoding, encodingOf, hasZero, narrow } from './utf16.ts';

/** What a scanner works with. */
export interface Engine {
  image: Image;
  kernel: Kernel;
  disclose: (raw: RawMatch) => SecretMatch;
}

/** A match with the line and column where it stands. */
export interface PlacedMatch {
  match: SecretMatch;
  location: Location;
}

/** One file, given in chunks that overlap by `overlap` bytes. */
export interface Stream {
  /** `offset` (even) is where the chunk stands in the file; `last` says that the file ends with it. */
  push(bytes: Uint8Array, offset: number, last: boolean): void;
  end(): PlacedMatch[];
}

/** Bytes by which two neighbouring chunks overlap. */
export const overlapOf = (image: Image) => 4 * image.reach;

/**
 * In a binary file names stand in tables apart from their values, so only tokens with a literal of their own are looked for.
 * A literal belongs to the chunk in which the whole of its window is visible, so the result does not depend on how a file
 * is cut: half the overlap on either side is the reach of a literal, in UTF-16, too.
 */
export function openStream({ image, kernel, disclose }: Engine, path: string): Stream {
  const found: (RawMatch & { location: Location })[] = [];
  let encoding: Encoding = 'bytes';
  let binary = false;
  let start: Place = { line: 1, column: 1 };
  return {
    push(chunk, at, last) {
      if (at === 0) encoding = encodingOf(chunk);
      binary ||= encoding === 'bytes' && hasZero(chunk, at);
      const width = encoding === 'bytes' ? 1 : 2;
      const bytes = encoding === 'bytes' ? chunk : narrow(chunk, encoding);
      const margin = overlapOf(image) / 2 / width;
      const raws = rawMatches(
        bytes,
        image,
        kernel,
        at === 0 ? 0 : margin,
        last ? bytes.length : bytes.length - margin,
      );
      if (last && raws.length === 0) return;
      const begins = placesOf(
        bytes,
        start,
        raws.map((raw) => raw.start),
      );
      const ends = placesOf(
        bytes,
        start,
        raws.map((raw) => raw.end),
      );
      for (const raw of raws) {
        const begin = begins.get(raw.start)!;
        const end = ends.get(raw.end)!;
        const location: Location = {
          path,
          startLine: begin.line,
          startColumn: begin.column,
          endLine: end.line,
          endColumn: end.column,
        };
        found.push({ ...raw, start: at + width * raw.start, end: at + width * raw.end, location });
      }
      if (last) return;
      const next = bytes.length - 2 * margin;
      start = placesOf(bytes, start, [next]).get(next)!;
    },
    end: () =>
      withoutOverlaps(found.filter(({ plan }) => !binary || !plan.contextual)).map((raw) => ({
        match: disclose(raw),
        location: raw.location,
      })),
  };
}
