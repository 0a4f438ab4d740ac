import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';

/**
 * Credentials as their issuers make them, at run time: with the headers, lengths and fillings that random characters in the form
 * of a rule do not have.
 */
export const issued: Record<string, { rule: string; text: () => string }> = {};

const base64 = (bytes: number) => randomBytes(bytes).toString('base64');
const wrap = (label: string, der: Buffer, width = 64) => {
  const lines = der.toString('base64').match(new RegExp(`.{1,${width}}`, 'g'))!;
  const mark = '-'.repeat(5);
  return [`${mark}BEGIN ${label}${mark}`, ...lines, `${mark}END ${label}${mark}`].join('\n');
};

/** PEM of every algorithm and form that OpenSSL writes. */
const pem =
  (type: 'pkcs1' | 'pkcs8' | 'sec1', key: () => { privateKey: import('node:crypto').KeyObject }) => () =>
    key().privateKey.export({ type, format: 'pem' } as never) as string;
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEYS = {
  'RSA, PKCS 1': pem('pkcs1', rsa),
  'RSA, PKCS 8': pem('pkcs8', rsa),
  'EC, SEC 1': pem('sec1', ec),
  'EC, PKCS 8': pem('pkcs8', ec),
  'Ed25519, PKCS 8': pem('pkcs8', () => generateKeyPairSync('ed25519')),
  'DSA, PKCS 8': pem('pkcs8', () => generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })),
  'encrypted, PKCS 8': () =>
    rsa().privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'p',
    }) as string,
};
for (const [name, text] of Object.entries(KEYS))
  issued[`private key, ${name}`] = { rule: 'private-key', text };

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function openssh(cipher: 'none' | 'aes256-ctr'): string {
  const text = (value: Buffer | string) => {
    const bytes = Buffer.from(value as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [secret, open] = [Buffer.from(d!, 'base64url'), Buffer.from(x!, 'base64url')];
  const shown = Buffer.concat([text('ssh-ed25519'), text(open)]);
  const check = randomBytes(4);
  const plain = Buffer.concat([check, check, shown, text(Buffer.concat([secret, open])), text('me@host')]);
  const padded = Buffer.concat([
    plain,
    Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (plain.length % 8)) % 8),
  ]);
  const isOpen = cipher === 'none';
  const options = isOpen ? '' : Buffer.concat([text(randomBytes(16)), Buffer.from([0, 0, 0, 16])]);
  const one = Buffer.from([0, 0, 0, 1]);
  const head = [
    Buffer.from('openssh-key-v1\0'),
    text(cipher),
    text(isOpen ? 'none' : 'bcrypt'),
    text(options as Buffer),
  ];
  return wrap('OPENSSH PRIVATE KEY', Buffer.concat([...head, one, text(shown), text(padded)]), 70);
}
issued['private key, OpenSSH'] = { rule: 'private-key', text: () => openssh('none') };
issued['private key, OpenSSH, encrypted'] = { rule: 'private-key', text: () => openssh('aes256-ctr') };
issued['private key, RSA, encrypted as of old'] = {
  rule: 'private-key',
  text: () =>
    wrap('RSA PRIVATE KEY', randomBytes(1200)).replace(
      '\n',
      `\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${randomBytes(16).toString('hex').toUpperCase()}\n\n`,
    ),
};
issued['private key, in JSON'] = {
  rule: 'private-key',
  text: () => JSON.stringify({ type: 'service_account', private_key: KEYS['RSA, PKCS 8']() }),
};
issued['private key, in an environment file'] = {
  rule: 'private-key',
  text: () => `APP_KEY="${openssh('none').replaceAll('\n', '\\n')}"`,
};
issued['private key, in base64'] = {
  rule: 'private-key',
  text: () => `client-key-data: ${Buffer.from(KEYS['RSA, PKCS 1']()).toString('base64')}`,
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html: a header with ten slashes, then what only AWS reads. */
const session = () =>
  `${['IQoJb3', 'JpZ2luX2VjE'].join('')}${'/'.repeat(10)}wEaCXVzLWVhc3QtMSJH${base64(420)}`;
issued['session token of AWS, credentials file'] = {
  rule: 'aws-session-token',
  text: () => `[default]\naws_session_token = ${session()}\n`,
};
issued['session token of AWS, JSON'] = {
  rule: 'aws-session-token',
  text: () => JSON.stringify({ Credentials: { SessionToken: session() } }, null, 2),
};

const part = (data: object) => Buffer.from(JSON.stringify(data)).toString('base64url');
/** RFC 7515, signed. */
function jwt(payload: object): string {
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}`;
  return `${text}.${createHmac('sha256', randomBytes(32)).update(text).digest('base64url')}`;
}
const at = Math.floor(Date.now() / 1000);
issued['JWT in a bearer header'] = {
  rule: 'json-web-token',
  text: () => `Authorization: Bearer ${jwt({ sub: '8842', aud: 'billing', iat: at, exp: at + 3600 })}`,
};
issued['key of an Azure storage account'] = {
  rule: 'azure-storage-account-key',
  text: () =>
    `DefaultEndpointsProtocol=https;AccountName=acmelogs;AccountKey=${base64(64)};EndpointSuffix=core.windows.net`,
};
issued['basic authentication'] = {
  rule: 'authorization-basic',
  text: () =>
    `Authorization: Basic ${Buffer.from(`deploy:${randomBytes(9).toString('base64url')}`).toString('base64')}`,
};

const base62 = (length: number) =>
  randomBytes(2 * length)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);
/** https://learn.microsoft.com/azure/devops/release-notes/2024/general/sprint-241-update: 84 characters, most of the end fixed. */
issued['personal access token of Azure DevOps'] = {
  rule: 'azure-devops-pat',
  text: () =>
    `export AZURE_DEVOPS_EXT_PAT=${base62(52)}${['JQQJ99BB', 'ACAAAAAAAAAAAAAS', 'AZDO'].join('')}${base62(4)}`,
};
/** https://fly.io/docs/security/tokens/: a macaroon in MessagePack, with numbers of eight bytes. */
issued['token of Fly.io'] = {
  rule: 'flyio-macaroon',
  text: () =>
    `FLY_API_TOKEN="FlyV1 ${['fm', '2_'].join('')}${Buffer.concat([Buffer.from([0x94, 0x93, 0xc4, 8, 0, 0, 0, 0, 0, 0, 0, 0]), randomBytes(300)]).toString('base64')}"`,
};

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md: JSON of an encrypted box, in PEM. */
issued['private key of cosign'] = {
  rule: 'private-key',
  text: () =>
    wrap(
      'ENCRYPTED SIGSTORE PRIVATE KEY',
      Buffer.from(
        JSON.stringify({
          kdf: { name: 'scrypt', params: { N: 32768, r: 8, p: 1 }, salt: base64(32) },
          cipher: { name: 'nacl/secretbox', nonce: base64(24) },
          ciphertext: base64(150),
        }),
      ),
      65,
    ),
};
