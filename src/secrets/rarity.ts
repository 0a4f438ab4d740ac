import { surprise } from './bigrams.ts';

/** How rare the four bytes at `at` are in source text, in half bits. */
export function rarity(text: Uint8Array, at: number): number {
  let sum = surprise(text[at]!);
  for (let i = at + 1; i < at + 4; i++) sum += surprise(text[i]!, text[i - 1]!);
  return sum;
}
