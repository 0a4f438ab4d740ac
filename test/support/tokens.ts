import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import type { SecretRule } from '../../src/model/index.ts';
import { allSecretRules } from './rules.ts';

/**
 * Makes token-shaped strings when tests run, so that no commit holds one. The same rule and seed give the same token.
 */
export function makeToken(rule: SecretRule, seed = 1): string {
  const secretOnly = /\(\?<secret>/.test(rule.pattern);
  const pattern = new RegExp(`^(?:${portable(rule.pattern)})$`, rule.ignoreCase ? 'i' : '');
  for (let attempt = 0; attempt < 40; attempt++) {
    const [text] = fc.sample(fc.stringMatching(pattern), {
      seed: seed * 7919 + attempt * 104729 + hash(rule.id),
      numRuns: 1,
    });
    const token = fixChecksum(rule, text!);
    if (/[^\x20-\x7e\n]/.test(token)) continue;
    if (!secretOnly && rule.entropy && entropy(token) < rule.entropy) continue;
    if (!secretOnly && !rule.public) madeTokens.add(token);
    return token;
  }
  throw new Error(`no token of ${rule.id} could be made`);
}

/** Named groups, look-around and word boundaries are for matching, not for making. */
function portable(pattern: string): string {
  return pattern
    .replace(/\(\?<(?![=!])\w+>/g, '(?:')
    .replace(/\(\?<?[=!](?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)/g, '')
    .replace(/\\b/g, '');
}

/** Every token made so far in this test file, to show that none of them is in a report. */
export const madeTokens = new Set<string>();

/** Replaces `{{token:RULE}}` and `{{token:RULE:seed}}`. */
export function fillTokens(text: string, own?: SecretRule): string {
  return text
    .replace(/\{\{token:([\w-]+)(?::(\d+))?\}\}/g, (_, id: string, seed?: string) => {
      const rule = allSecretRules().get(id);
      if (!rule) throw new Error(`{{token:${id}}} names no rule`);
      return makeToken(rule, Number(seed ?? 1));
    })
    .replace(/\{\{token(?::(\d+))?\}\}/g, (whole, seed?: string) =>
      own ? makeToken(own, Number(seed ?? 1)) : whole,
    );
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Checksums that a made token has to carry; the tests of src/secrets/validate check them from the other side. */
const FIX: Record<string, (token: string) => string> = {
  'github-crc32': (token) => token.slice(0, -6) + base62(crc32(token.slice(token.indexOf('_') + 1, -6)), 6),
};

function fixChecksum(rule: SecretRule, token: string): string {
  return rule.checksum ? (FIX[rule.checksum]?.(token) ?? token) : token;
}

function base62(value: number, width: number): string {
  let out = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) out = BASE62[rest % 62] + out;
  return out.padStart(width, '0');
}

function hash(text: string): number {
  return crc32(text) % 100_000;
}

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}
