/** Finds literals in bytes. The WebAssembly one and the plain one give the same hits in the same order. */
export interface Kernel {
  /** Where bytes are put; its length is the most that one run takes. */
  input: Uint8Array;
  /**
   * Looks at `input[0, length)` for literals whose gram stands in `[from, to)`. Writes pairs (start of literal, anchor
   * number) to `hits` and returns where to go on: `to` when done, less when `hits` was full.
   */
  run(length: number, from: number, to: number): number;
  hits: Int32Array;
  /** Pairs written by the last run. */
  count: number;
}

export const HITS = 16_384;

/** Bytes that one run takes. */
export const PIECE = 1 << 20;
