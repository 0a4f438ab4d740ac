import { createHmac, scryptSync } from 'node:crypto';
import { guessBits } from './entropy.ts';

/**
 * Default key: public, so that equal credentials have equal fingerprints in every run and on every machine. Whoever wants
 * fingerprints that only they can recompute gives a key of their own.
 */
const DOMAIN = 'nhi-audit credential fingerprint, version 1';

/** Below this a fingerprint under a public key could be guessed back by trying values, so each try is made dear. */
const GUESSABLE_BITS = 64;
/** 1 MB and about two milliseconds a value: dear for who tries a dictionary, cheap for a scan. */
const COST = { N: 1_024, r: 8, p: 1 };

/** White space, escaped line ends and quotes are a matter of the file that holds a PEM block, not of the key. */
function canonical(value: string): string {
  return value.includes('-----BEGIN') ? value.replace(/\\[nrt]|[\s"'\\]/g, '') : value;
}

/** Keyed fingerprint of a latin1 string of bytes. */
export function fingerprinter(key?: string): (bytes: string) => string {
  const known = new Map<string, string>();
  const hmac = (data: string | Buffer) =>
    createHmac('sha256', key || DOMAIN)
      .update(typeof data === 'string' ? Buffer.from(data, 'latin1') : data)
      .digest('hex');
  return (bytes) => {
    const value = canonical(bytes);
    const quick = hmac(value);
    if (key || guessBits(value) >= GUESSABLE_BITS) return quick.slice(0, 16);
    const found = known.get(quick);
    if (found) return found;
    const hard = hmac(scryptSync(Buffer.from(value, 'latin1'), DOMAIN, 32, COST)).slice(0, 16);
    known.set(quick, hard);
    return hard;
  };
}
