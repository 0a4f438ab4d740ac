import { generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { SecretRule } from '../../src/model/index.ts';
import { type Node, parsePattern } from '../../src/secrets/pattern.ts';
import { javaKeyStore, pkcs12 } from './key-stores.ts';
import { randomOf } from './random.ts';
import { allSecretRules } from './rules.ts';

/**
 * Makes token-shaped strings when tests run, so that no commit holds one. The same rule and seed give the same token.
 * Characters are drawn evenly, as a vendor's generator does.
 */
export function makeToken(rule: SecretRule, seed = 1): string {
  const secretOnly = /\(\?<secret>/.test(rule.pattern);
  const random = randomOf(crc32(`${rule.id}:${seed}`));
  const node = parsePattern(rule.pattern);
  for (let attempt = 0; attempt < 40; attempt++) {
    const token = fixChecksum(rule, draw(node, random));
    if (!secretOnly && rule.entropy && entropy(token) < rule.entropy) continue;
    if (!secretOnly && !rule.public) madeTokens.add(token);
    return token;
  }
  throw new Error(`no token of ${rule.id} could be made`);
}

const READABLE = /[A-Za-z0-9]/;
const PRINTABLE = /[\x20-\x7e]/;

/** A text that matches; where a set leaves the choice, letters and digits come before signs and never control characters. */
function draw(node: Node, random: () => number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  switch (node.type) {
    case 'empty':
      return '';
    case 'sequence':
      return node.items.map((item) => draw(item, random)).join('');
    case 'choice':
      return draw(pick(node.items), random);
    case 'repeat': {
      const most = Math.min(node.max, node.min + 40);
      const count = node.min + Math.floor(random() * (most - node.min + 1));
      return Array.from({ length: count }, () => draw(node.item, random)).join('');
    }
    case 'set': {
      const chars = [...node.bytes].flatMap((on, i) => (on ? [String.fromCharCode(i)] : []));
      const readable = chars.filter((char) => READABLE.test(char));
      const printable = chars.filter((char) => PRINTABLE.test(char));
      return pick([readable, printable, chars].find((some) => some.length > 0)!);
    }
  }
}

/** Every token made so far in this test file, to show that none of them is in a report. */
export const madeTokens = new Set<string>();

/**
 * Replaces `{{token:RULE}}`, `{{token:RULE:seed}}` and `{{date:+20}}`, which is so many days from
 * today, and `{{repeat:x:36}}`, so that no stand-in of a token's shape is in a commit either. */
export function fillTokens(text: string, own?: SecretRule): string {
  return text
    .replace(/\{\{token:([\w-]+)(?::(\d+))?\}\}/g, (_, id: string, seed?: string) => {
      const rule = allSecretRules().get(id);
      if (!rule) throw new Error(`{{token:${id}}} names no rule`);
      return makeToken(rule, Number(seed ?? 1));
    })
    .replace(/\{\{repeat:(.):(\d+)\}\}/g, (_, char: string, count: string) => char.repeat(Number(count)))
    .replace(/\{\{date:([+-]\d+)\}\}/g, (_, days: string) =>
      new Date(Date.now() + Number(days) * 86_400_000).toISOString(),
    )
    .replace(/\{\{token(?::(\d+))?\}\}/g, (whole, seed?: string) =>
      own ? makeToken(own, Number(seed ?? 1)) : whole,
    );
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Checksums that a made token has to carry; the tests of src/secrets/validate check them from the other side. */
const FIX: Record<string, (token: string) => string> = {
  'github-crc32': withBase62,
  'npm-crc32': withBase62,
  'cloudflare-crc32': withHex,
  'zuplo-crc32': withHex,
  'confluent-crc32': (token) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(token.slice(4, 58)));
    return token.slice(0, 58) + sum.toString('base64').slice(0, 6);
  },
  // As text, so that it can stand in a file of any kind.
  'key-store': (token) => (token.startsWith('0') ? pkcs12() : javaKeyStore('k3yW19qz!')).toString('base64'),
  'private-key': (token) =>
    token.includes('-----END')
      ? generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()
      : token,
};

function withBase62(token: string): string {
  return token.slice(0, -6) + base62(crc32(token.slice(token.indexOf('_') + 1, -6)), 6);
}

function withHex(token: string): string {
  const body = token.slice(token.indexOf('_') + 1, -8).replace(/_$/, '');
  return token.slice(0, -8) + crc32(body).toString(16).padStart(8, '0');
}

function fixChecksum(rule: SecretRule, token: string): string {
  return rule.checksum ? (FIX[rule.checksum]?.(token) ?? token) : token;
}

function base62(value: number, width: number): string {
  let out = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) out = BASE62[rest % 62] + out;
  return out.padStart(width, '0');
}

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}
