/** Values as machines make them and people choose them. Made when a test runs, so that no commit holds one. */

export type Random = () => number;

export const pick = <T>(items: readonly T[], random: Random): T =>
  items[Math.floor(random() * items.length)]!;

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const BASE62 = DIGITS + UPPER + LOWER;

export const text = (alphabet: string, length: number, random: Random): string =>
  Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');

const bytes = (length: number, random: Random) =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));

export const uuid = (random: Random): string =>
  [8, 4, 4, 4, 12].map((length) => text(HEX, length, random)).join('-');

/** What an issuer generates: keys, tokens and secrets. */
export const KEYS: Record<string, (random: Random) => string> = {
  'hex 32': (random) => text(HEX, 32, random),
  'hex 40': (random) => text(HEX, 40, random),
  'hex 64': (random) => text(HEX, 64, random),
  'upper hex 32': (random) => text(HEX, 32, random).toUpperCase(),
  'alphanumeric 20': (random) => text(BASE62, 20, random),
  'alphanumeric 24': (random) => text(BASE62, 24, random),
  'alphanumeric 32': (random) => text(BASE62, 32, random),
  'alphanumeric 48': (random) => text(BASE62, 48, random),
  'lower 32': (random) => text(LOWER + DIGITS, 32, random),
  'upper 24': (random) => text(UPPER + DIGITS, 24, random),
  'base64 32 bytes': (random) => bytes(32, random).toString('base64'),
  'base64url 32 bytes': (random) => bytes(32, random).toString('base64url'),
  'base64 16 bytes': (random) => bytes(16, random).toString('base64'),
  uuid,
  'parts with dots': (random) =>
    `${text(BASE62, 8, random)}.${text(BASE62, 24, random)}.${text(BASE62, 6, random)}`,
  'with prefix': (random) => `${text(LOWER, 3, random)}_${text(BASE62, 28, random)}`,
};

const WORDS = [
  'summer',
  'dragon',
  'london',
  'shadow',
  'orange',
  'monkey',
  'falcon',
  'winter',
  'marble',
  'coffee',
];
const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);

/** What a person or a password manager chooses. */
export const PASSWORDS: Record<string, (random: Random) => string> = {
  'word and year': (random) => `${capital(pick(WORDS, random))}${2010 + Math.floor(random() * 15)}!`,
  'word and digits': (random) => `${pick(WORDS, random)}${text(DIGITS, 3, random)}`,
  'two words and digit': (random) =>
    `${capital(pick(WORDS, random))}${capital(pick(WORDS, random))}${text(DIGITS, 1, random)}`,
  leet: (random) =>
    `${pick(WORDS, random).replace('o', '0').replace('a', '4').replace('e', '3')}!${text(DIGITS, 2, random)}`,
  'manager, signs': (random) =>
    `${text(BASE62, 5, random)}${pick(['!', '@', '#', '%', '^', '*'], random)}${text(BASE62, 6, random)}${text(DIGITS, 1, random)}`,
  'manager, letters and digits': (random) => `${text(BASE62, 11, random)}${text(DIGITS, 1, random)}`,
  'manager, long': (random) =>
    `${text(BASE62, 10, random)}-${text(BASE62, 10, random)}_${text(DIGITS, 2, random)}`,
  'letters only, random': (random) => text(LOWER + UPPER, 14, random),
  'with dollar': (random) => `${pick(WORDS, random)}$${text(DIGITS, 3, random)}${text(UPPER, 1, random)}`,
  'with at': (random) => `P@ss${capital(pick(WORDS, random))}${text(DIGITS, 2, random)}`,
};

export const hex = (length: number) => (random: Random) => text(HEX, length, random);
export const base64 = (length: number) => (random: Random) => bytes(length, random).toString('base64');

/** A file and its text. */
export type Make = (random: Random) => [file: string, text: string];
