import { createHash, createHmac } from 'node:crypto';
import { elements } from '../der.ts';
import { isJavaStore } from '../key-store.ts';
import { factsOf, type Validator } from './verdict.ts';

/** Passwords that tools and tutorials use for key stores: keytool's and Android's own, and none. */
const WELL_KNOWN = ['changeit', 'android', 'changeme', 'password', ''];

/** More rounds than this would take longer than the answer is worth. */
const MOST_ROUNDS = 100_000;

const wide = (text: string) => Buffer.from(text, 'utf16le').swap16();

/** The digest at the end of a Java key store is made with the password: whoever knows it can be told. */
function opensJava(bytes: Buffer, password: string): boolean {
  const digest = createHash('sha1')
    .update(wide(password))
    .update('Mighty Aphrodite')
    .update(bytes.subarray(0, -20))
    .digest();
  return digest.equals(bytes.subarray(-20));
}

const HASHES: Record<string, { name: string; block: number }> = {
  '2b0e03021a': { name: 'sha1', block: 64 },
  '608648016503040201': { name: 'sha256', block: 64 },
  '608648016503040203': { name: 'sha512', block: 128 },
};

/** Key for the code that protects a PKCS#12 file. RFC 7292, appendix B.2, one block of output. */
function macKey(
  hash: { name: string; block: number },
  password: string,
  salt: Buffer,
  rounds: number,
): Buffer {
  const repeated = (part: Buffer) =>
    part.length === 0 ? part : Buffer.alloc(hash.block * Math.ceil(part.length / hash.block)).fill(part);
  const secret = Buffer.concat([wide(password), Buffer.alloc(2)]);
  let key = Buffer.concat([Buffer.alloc(hash.block, 3), repeated(salt), repeated(secret)]);
  for (let round = 0; round < rounds; round++) key = createHash(hash.name).update(key).digest();
  return key;
}

/** What protects a PKCS#12 file, where it is protected by a password: PFX, RFC 7292, section 4. */
function macOf(bytes: Buffer) {
  const parts = elements(elements(bytes)[0]?.content ?? Buffer.alloc(0));
  const [, safe, mac] = parts;
  const protectedText = elements(
    elements(safe?.content ?? Buffer.alloc(0))[1]?.content ?? Buffer.alloc(0),
  )[0];
  const [info, salt, rounds] = elements(mac?.content ?? Buffer.alloc(0));
  const [algorithm, digest] = elements(info?.content ?? Buffer.alloc(0));
  const id = elements(algorithm?.content ?? Buffer.alloc(0))[0]?.content.toString('hex');
  const hash = id ? HASHES[id] : undefined;
  if (!protectedText || !hash || !digest || !salt) return undefined;
  const count = rounds ? rounds.content.readUIntBE(0, Math.min(rounds.content.length, 6)) : 1;
  return { text: protectedText.content, hash, digest: digest.content, salt: salt.content, rounds: count };
}

function opensPkcs12(bytes: Buffer, password: string): boolean {
  const mac = macOf(bytes);
  if (!mac || mac.rounds > MOST_ROUNDS) return false;
  const key = macKey(mac.hash, password, mac.salt, mac.rounds);
  return createHmac(mac.hash.name, key).update(mac.text).digest().equals(mac.digest);
}

/** Key stores: their format, and whether a password that everybody knows opens them. */
export const keyStore: Validator = (token) => {
  const bytes = Buffer.from(token, 'latin1');
  const java = isJavaStore(bytes);
  const opens = WELL_KNOWN.find((password) =>
    java ? opensJava(bytes, password) : opensPkcs12(bytes, password),
  );
  return {
    validity: 'structure-valid',
    facts: factsOf({
      format: java ? 'Java key store' : 'PKCS#12',
      encrypted: opens === undefined ? 'yes' : 'no',
      opens: opens === '' ? 'no password' : opens && `the default password \`${opens}\``,
    }),
  };
};
