/** Magic numbers of the Java formats; the length of the rest is told by the entries. */
const JKS = 0xfeedfeed;
const JCEKS = 0xcececece;

/** Kinds of entry: 1 a private key, 2 a certificate that is trusted, 3 a secret key (JCEKS). */
const [PRIVATE, TRUSTED, SECRET] = [1, 2, 3];
/** Bags of PKCS#12 that hold a private key, in clear and encrypted; the ids stand in clear. RFC 7292, section 4.2 */
const KEY_BAGS = ['2a864886f70d010c0a0101', '2a864886f70d010c0a0102'].map((hex) => Buffer.from(hex, 'hex'));

export const isJavaStore = (bytes: Buffer): boolean =>
  bytes.length > 12 && [JKS, JCEKS].includes(bytes.readUInt32BE(0));

/**
 * Whether a Java key store holds a private or secret key and not only certificates. Each entry tells its own length:
 * https://docs.oracle.com/en/java/javase/21/security/java-cryptography-architecture-jca-reference-guide.html, the format is
 * that of sun.security.provider.JavaKeyStore.
 */
function javaStoreHoldsKey(bytes: Buffer): boolean {
  const version = bytes.readUInt32BE(4);
  let at = 12;
  const skipText = () => {
    at += 2 + bytes.readUInt16BE(at);
  };
  const skipCertificate = () => {
    if (version === 2) skipText();
    at += 4 + bytes.readUInt32BE(at);
  };
  try {
    for (let entry = bytes.readUInt32BE(8); entry > 0; entry--) {
      const tag = bytes.readUInt32BE(at);
      if (tag === PRIVATE || tag === SECRET) return true;
      if (tag !== TRUSTED) return false;
      at += 4;
      skipText();
      at += 8;
      skipCertificate();
    }
  } catch {
    // Beyond what was looked at.
  }
  return false;
}

/** Whether the bytes, as a latin1 text, are a key store with a key of somebody and not only certificates that are trusted. */
export function isKeyStore(text: string): boolean {
  const bytes = Buffer.from(text, 'latin1');
  if (isJavaStore(bytes)) return javaStoreHoldsKey(bytes);
  return KEY_BAGS.some((bag) => bytes.includes(bag));
}
