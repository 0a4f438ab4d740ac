import { surprise } from './bigrams.ts';
import { RANKED, rankOf } from './grams.ts';

/** Orders groups of four bytes by how rare they are in source text: below zero the common ones, above in half bits. */
export function rarity(text: Uint8Array, at: number): number {
  const rank = rankOf(String.fromCharCode(...text.subarray(at, at + 4)));
  if (rank !== undefined) return rank - RANKED;
  let sum = surprise(text[at]!);
  for (let i = at + 1; i < at + 4; i++) sum += surprise(text[i]!, text[i - 1]!);
  return sum;
}
