/** How content was made from another: what was copied. Everything else is new. */
export interface Change {
  /** Triples: where the copy stands, where it stood in the base, its length; ascending by the first. */
  copies: ArrayLike<number>;
  baseLength: number;
  length: number;
}
