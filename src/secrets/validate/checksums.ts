import { crc32 } from 'node:zlib';
import { sha256 } from '../../util/hash.ts';
import { invalid, unchecked, type Validator, valid } from './verdict.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base62(value: number, width: number): string {
  let digits = '';
  for (let rest = value, i = 0; i < width; i++, rest = Math.floor(rest / 62))
    digits = BASE62[rest % 62] + digits;
  return digits;
}

function base32(bytes: Uint8Array, length: number): string {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 8)) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < length; i++) text += BASE32[Number((bits >> BigInt(59 - 5 * i)) & 31n)];
  return text;
}

/**
 * GitHub's classic family and npm: the last six characters are the CRC32 of the body in base 62.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export const base62Crc32: Validator = (token) => {
  const body = token.slice(token.indexOf('_') + 1, -6);
  return token.endsWith(base62(crc32(body), 6)) ? valid : invalid;
};

/** Confluent: the last six characters are base64 of the CRC32 of the 54 before. https://docs.confluent.io/cloud/current/client-apps/api-keys.html */
export const confluentCrc32: Validator = (token) => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(token.slice(4, 58)));
  return token.slice(58) === sum.toString('base64').slice(0, 6) ? valid : invalid;
};

// The vendors below publish that there is a check, not how it is computed: a fit confirms, a misfit proves nothing.

/** Cloudflare and Zuplo: hexadecimal CRC32 of the body at the end. */
export const hexCrc32: Validator = (token) => {
  const body = token.slice(token.indexOf('_') + 1, -8).replace(/_$/, '');
  return crc32(body).toString(16).padStart(8, '0') === token.slice(-8) ? valid : unchecked;
};

/** GitHub fine-grained: 8 of the last 16 characters are base32 of the SHA-256 of what stands before. */
export const githubFineGrained: Validator = (token) => {
  const sum = sha256(token.slice(0, -16));
  return token.slice(-16, -8) === base32(sum, 8) ? valid : unchecked;
};
