/** Rough frequency of bytes in source text, most frequent first; what is not named is rare. */
const COMMON = ' etaionsrlcdupmhgfbyv_.-,=/:"\'()0123456789wkx{}[];<>*#';

/** How rare the four bytes at `at` are in source text, ASCII case folded; larger is rarer. */
export function rarity(text: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + 4; i++) {
    const rank = COMMON.indexOf(String.fromCharCode(text[i]!).toLowerCase());
    sum += rank < 0 ? COMMON.length : rank;
  }
  return sum;
}
