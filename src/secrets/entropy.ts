/** Shannon entropy in bits per character. */
export function shannon(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Size of the smallest usual alphabet that holds every character: digits, hex, base 32, base 36, base 62, printable. */
function alphabetOf(text: string): number {
  if (/^\d*$/.test(text)) return 10;
  if (/^(?:[\da-f-]*|[\dA-F-]*)$/.test(text)) return 16;
  if (/^[a-z]*$|^[A-Z]*$/.test(text)) return 26;
  if (/^[A-Z2-7=]*$/.test(text)) return 32;
  if (/^(?:[\da-z]*|[\dA-Z]*)$/.test(text)) return 36;
  return /^[\dA-Za-z+/_=-]*$/.test(text) ? 64 : 90;
}

/**
 * Entropy a random text of this length over this alphabet would show. A sample of n characters cannot show more than
 * log2(n); the estimate is the usual second-order correction of the plug-in estimator (Miller 1955).
 */
function expected(length: number, alphabet: number): number {
  return Math.min(Math.log2(alphabet) - (alphabet - 1) / (2 * length * Math.LN2), Math.log2(length) * 0.94);
}

/** Bits a guesser would have to find, as far as the text itself tells. */
export function guessBits(text: string): number {
  return shannon(text) * text.length;
}

/** Entropy relative to length and alphabet says that a machine made it. */
export function looksGenerated(text: string): boolean {
  const body = text.replace(/^[A-Za-z]{2,10}[-_.]/, '');
  if (body.length < 12 || /\s/.test(body)) return false;
  const alphabet = alphabetOf(body);
  if (alphabet === 26)
    return shannon(body) > 3.9 && !/[aeiou]{1,2}[^aeiou]{1,2}[aeiou]{1,2}[^aeiou]{1,2}[aeiou]/i.test(body);
  return shannon(body) >= expected(body.length, alphabet) * 0.85 && switches(body) >= body.length / 8;
}

/** How often the kind of character (lower, upper, digit, other) changes: words change it seldom, random text often. */
function switches(text: string): number {
  const kind = (code: number) => (code >= 97 ? 0 : code >= 65 ? 1 : code >= 48 && code < 58 ? 2 : 3);
  let count = 0;
  for (let i = 1; i < text.length; i++)
    if (kind(text.charCodeAt(i)) !== kind(text.charCodeAt(i - 1))) count++;
  return count;
}
