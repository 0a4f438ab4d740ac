import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { sha256 } from '../../util/hash.ts';
import { factsOf, type Validator, type Verdict } from './verdict.ts';

/** Escaped line ends become real ones; quotes, indentation and concatenation around lines go. Base64 itself may start with a plus. */
function unescaped(token: string): string {
  return token
    .replace(/\\r|\r/g, '')
    .replace(/\\n/g, '\n')
    .split('\n')
    .map((line) => line.replace(/^[\s>#*]*(?:\+?\s*["'])?/, '').replace(/(?:["'][\s+,;)\\]*|[\s\\]+)$/, ''))
    .join('\n');
}

/** SHA-256 of the public key: equal for a key and its certificate, and public. */
function publicFingerprint(key: KeyObject): string {
  const spki = key.export({ type: 'spki', format: 'der' });
  return sha256(spki).toString('base64url').slice(0, 22);
}

function describe(key: KeyObject): Record<string, string> {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return factsOf({
    algorithm: key.asymmetricKeyType,
    size: modulusLength,
    curve: namedCurve,
    publicKey: publicFingerprint(key.type === 'private' ? createPublicKey(key) : key),
  });
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function openssh(text: string): Verdict {
  const data = Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  if (data.toString('latin1', 0, 14) !== 'openssh-key-v1') return broken;
  let at = 15;
  const next = () => {
    const length = data.readUInt32BE(at);
    const part = data.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return part;
  };
  try {
    const cipher = next().toString('latin1');
    next();
    next();
    at += 4;
    const blob = next();
    const algorithm = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
    const publicKey = sha256(blob).toString('base64').replace(/=+$/, '');
    return {
      validity: 'structure-valid',
      facts: factsOf({
        algorithm,
        publicKey: `SHA256:${publicKey}`,
        encrypted: cipher === 'none' ? 'no' : 'yes',
      }),
    };
  } catch {
    return broken;
  }
}

const broken: Verdict = { validity: 'unchecked', doubts: ['does not parse as a key: cut off or made up'] };
/** Documentation shows the first line and the last. */
const shortened: Verdict = { validity: 'unchecked', doubts: ['shortened by dots'], sample: true };

/** PEM private keys: algorithm, size, encrypted or not, fingerprint of the public half. */
export const privateKey: Validator = (token) => {
  const text = unescaped(token);
  if (text.includes('...')) return shortened;
  if (text.includes('OPENSSH PRIVATE KEY')) return openssh(text);
  if (text.includes('PGP PRIVATE KEY')) return { validity: 'unchecked', facts: { algorithm: 'pgp' } };
  if (/ENCRYPTED/.test(text)) return { validity: 'structure-valid', facts: { encrypted: 'yes' } };
  try {
    return { validity: 'structure-valid', facts: { ...describe(createPrivateKey(text)), encrypted: 'no' } };
  } catch {
    return { ...broken, facts: factsOf({ algorithm: /BEGIN (RSA|EC|DSA) /.exec(text)?.[1]?.toLowerCase() }) };
  }
};

/** X.509 certificate: subject, end and the key it belongs to. */
export const certificate: Validator = (token) => {
  try {
    const parsed = new X509Certificate(unescaped(token));
    const at = new Date(parsed.validTo);
    return {
      validity: 'structure-valid',
      facts: {
        ...describe(parsed.publicKey),
        ...factsOf({ subject: parsed.subject.replaceAll('\n', ', '), authority: parsed.ca ? 'yes' : 'no' }),
      },
      lifetime: { class: 'expires', at: at.toISOString(), how: 'notAfter' },
    };
  } catch {
    return { validity: 'unchecked', doubts: ['does not parse as a certificate'] };
  }
};

/** PuTTY keys name their algorithm and cipher in clear. */
export const puttyKey: Validator = (token) => ({
  validity: 'structure-valid',
  facts: factsOf({
    algorithm: /PuTTY-User-Key-File-\d: ([\w-]+)/.exec(token)?.[1],
    encrypted: /Encryption: none/.test(token) ? 'no' : 'yes',
  }),
});
