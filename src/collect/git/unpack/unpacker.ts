import type { Change } from '../../../model/index.ts';

/** Larger content is data: it is reported, not read. */
export const LARGEST_OBJECT = 64 << 20;

/** What a content was made into, and which of its ranges were copied. */
export interface Made {
  bytes: Buffer;
  change: Change;
}

/**
 * Turns what packs store into objects. Each is built behind the one it is made from, in memory that is used again: a content
 * and its change stay valid until another is made from the same base, or from none.
 */
export interface Unpacker {
  /** Inflates an object that is stored whole. `size` bytes must come out. */
  whole(deflated: Buffer, size: number): Buffer;
  /** Inflates a delta of `size` bytes and applies it. */
  made(deflated: Buffer, size: number, base: Buffer): Made;
  /** Moves a content to where `below` ends, or to the start, when room is getting short; nothing between may be needed. */
  settle(bytes: Buffer, below: Buffer | undefined): Buffer;
}
