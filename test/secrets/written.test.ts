import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/secrets/index.ts';
import { secretFiles } from '../support/rules.ts';
import { type Case, casesOf } from '../support/written/cases.ts';

const scanner = createScanner(secretFiles());
const finds = ({ text }: Case) => scanner.scan(Buffer.from(text)).length > 0;

/** Nothing but a comma between name and value says too little to look there. */
const UNREAD = ['Erlang', 'CSV'];
/** Weak passwords that some use: their letters and digits are taken for one. */
const TAKEN = ['stand-in passw0rd', 'stand-in abc123'];

const cases = casesOf(20_261_123, 6);
const told = (some: Case[]) => some.map((one) => `${one.way}, ${one.name}, ${one.kind}: ${one.text}`);

describe('credentials that no provider issued', () => {
  test('are found in the languages and formats people write them in, but for two in a hundred', () => {
    const leaks = cases.filter((one) => one.leak && !UNREAD.includes(one.way));
    const missed = leaks.filter((one) => !finds(one));
    expect(leaks.length).toBeGreaterThan(1_000);
    expect(missed.length, told(missed).join('\n')).toBeLessThanOrEqual(leaks.length * 0.02);
  });

  test('are not seen in stand-ins, other generated values and what only looks alike', () => {
    const harmless = cases.filter((one) => !one.leak && !TAKEN.includes(one.kind));
    expect(harmless.length).toBeGreaterThan(1_500);
    expect(told(harmless.filter(finds))).toEqual([]);
  });
});
