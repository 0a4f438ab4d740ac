import { meanSurprise } from './bigrams.ts';

const counts = new Uint32Array(256);

/** Shannon entropy in bits per character; characters beyond Latin-1 count by their low byte. */
export function shannon(text: string): number {
  counts.fill(0);
  for (let i = 0; i < text.length; i++) counts[text.charCodeAt(i) & 255]!++;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Bits a guesser would have to find, as far as the text itself tells. */
export function guessBits(text: string): number {
  return shannon(text) * text.length;
}

/** Mean surprise in bits per character above which no one wrote a text; random hex stays lower, for want of letters. */
const WRITTEN = 5.7;
const WRITTEN_HEX = 4.9;
/** Less will do where letters of both cases and digits change places time and again, as no name does. */
const WRITTEN_MIXED = 5.2;
const isMixed = (text: string) =>
  text.length >= 20 &&
  (text.match(/[a-z](?=[A-Z])|\d(?=[A-Za-z])|[A-Za-z](?=\d)/g)?.length ?? 0) * 4 >= text.length;

/** The succession of characters says that a machine made it. A random part makes the whole so when it is most of it. */
export function looksGenerated(text: string): boolean {
  const parts = text.split(/[.:@?&\s]/);
  const part = parts.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
  if (part.length < 12 || part.length * 2 < text.length || /^\d+$/.test(part)) return false;
  const hex = /^(?:[\da-f-]+|[\dA-F-]+)$/.test(part) && /[a-f]/i.test(part);
  if (hex) return shannon(part) > 2.5 && meanSurprise(part) > WRITTEN_HEX;
  return shannon(part) > 2.8 && meanSurprise(part) > (isMixed(part) ? WRITTEN_MIXED : WRITTEN);
}
