import { createHash, randomBytes } from 'node:crypto';

/** Number of a length in DER, and the element around its parts. */
const element = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  const head = content.length < 128 ? [content.length] : [0x82, ...length];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
};
const id = (hex: string) => element(6, Buffer.from(hex, 'hex'));
const sequence = (...parts: Buffer[]) => element(0x30, ...parts);

/** PKCS#12 without a code that protects it, around an encrypted private key. RFC 7292, section 4 */
export function pkcs12(key: Buffer = randomBytes(300)): Buffer {
  const data = id('2a864886f70d010701');
  const bag = sequence(id('2a864886f70d010c0a0102'), element(0xa0, element(4, key)));
  const inner = element(4, sequence(bag));
  const content = element(4, sequence(sequence(data, element(0xa0, inner))));
  return sequence(element(2, Buffer.from([3])), sequence(data, element(0xa0, content)));
}

/** A Java key store with one entry: a private key, or a certificate that is trusted. */
export function javaKeyStore(password: string, entry: 'key' | 'certificate' = 'key'): Buffer {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const word = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
  const sized = (bytes: Buffer) => Buffer.concat([number(bytes.length), bytes]);
  const certificate = Buffer.concat([word('X.509'), sized(randomBytes(200))]);
  const body = Buffer.concat([
    Buffer.from('feedfeed', 'hex'),
    number(2),
    number(1),
    number(entry === 'key' ? 1 : 2),
    word('mykey'),
    number(0x192),
    number(0x6a3c51e8),
    ...(entry === 'key' ? [sized(randomBytes(200)), number(1)] : []),
    certificate,
  ]);
  const secret = Buffer.from(password, 'utf16le').swap16();
  const digest = createHash('sha1').update(secret).update('Mighty Aphrodite').update(body).digest();
  return Buffer.concat([body, digest]);
}
