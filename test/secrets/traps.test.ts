import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/secrets/index.ts';
import { contexts } from '../support/contexts.ts';
import { secretFiles } from '../support/rules.ts';

const scanner = createScanner(secretFiles());
const rulesIn = (text: string | Buffer) => scanner.scan(Buffer.from(text as string)).map(({ rule }) => rule);

const HEX = '9f3b7c1e5a8d2046b1e7c93f5a0d8e624c7d1b3a';
const SHA256 = (HEX + HEX).slice(0, 64);
const BASE64 = Buffer.from(SHA256, 'hex').toString('base64');
const UUID = '3f2c81d6-7a4e-4b09-9c5d-1e8f6a2b7c40';
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What people and templates put where a credential will stand. */
const STAND_INS = [
  'x'.repeat(32),
  'X'.repeat(20),
  '*'.repeat(16),
  '0'.repeat(32),
  'a'.repeat(40),
  '...',
  'your-api-key-here',
  'YOUR_API_KEY',
  'your_secret_key_1234',
  '<TOKEN>',
  '<your-token-here>',
  '[YOUR_TOKEN]',
  '${VAR}',
  '$VAR',
  '$(cat /run/secrets/x)',
  '{{ x }}',
  '{{ .Values.token }}',
  '{token}',
  '%TOKEN%',
  '#{token}',
  '<%= token %>',
  '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/y)',
  'example',
  'my-example-token',
  'changeme',
  'CHANGE_ME',
  'replace-with-your-token',
  'insert_token_here',
  'REDACTED',
  '[REDACTED]',
  'placeholder',
  'dummy_token_value',
  'fake-token-for-test',
  'TODO',
  'none',
  'null',
  'undefined',
  'secret',
  'password',
  'test',
  'string',
  '1234567890abcdef1234567890abcdef',
  'abcdefghijklmnopqrstuvwxyz123456',
  '00000000-0000-0000-0000-000000000000',
  ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join(''),
  ['wJalrXUtnFEMI', '/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'].join(''),
  'process.env.TOKEN',
  'os.environ["TOKEN"]',
  'var.database_token',
  'random_password.db.result',
  'data.vault_generic_secret.x.data["token"]',
  'op://vault/item/field',
  'vault:secret/data/app#token',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/payments/database-Ab12Cd',
  '{{resolve:secretsmanager:app:SecretString:token}}',
  'ENC(Ab12Cd34Ef56Gh78Ij90Kl12)',
  'ENC[AES256_GCM,data:q8ZrW2mXk7LpT4vN9sYb3HdF,iv:q8ZrW2mXk7LpT4vN,tag:9sYb3HdF,type:str]',
  '{cipher}9f3b7c1e5a8d2046b1e7c93f5a0d8e62',
  '$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewdBPj4J/HS.iK8i',
  'sha256:9f3b7c1e5a8d2046b1e7c93f5a0d8e629f3b7c1e5a8d2046b1e7c93f5a0d8e62',
];

const NAMES = ['DB_PASSWORD', 'API_KEY', 'CLIENT_SECRET', 'AUTH_TOKEN', 'MISTRAL_API_KEY'];

describe('stand-ins', () => {
  test.each(STAND_INS.map((value) => [value]))('%s', (value) => {
    const found = NAMES.flatMap((name) =>
      contexts
        .filter((way) => !way.bare || way.id.startsWith('bearer'))
        .flatMap((way) => rulesIn(way.write(value, name)).map((rule) => `${name}, ${way.id}: ${rule}`)),
    );
    expect(found).toEqual([]);
  });
});

describe('what looks like a credential and is none', () => {
  test.each([
    ['git commit', `commit ${HEX}\nrev: "${HEX}"\n"sha": "${HEX}"\nuses: actions/checkout@${HEX}`],
    [
      'package lock',
      `"integrity": "sha512-${BASE64}${BASE64}==",\n"resolved": "https://registry.example/x.tgz#${HEX}"`,
    ],
    ['Cargo lock', `checksum = "${SHA256}"`],
    ['go.sum', `github.com/x/y v1.2.3 h1:${BASE64}\n`],
    ['poetry lock', `{file = "x.whl", hash = "sha256:${SHA256}"}`],
    ['image digest', `image: nginx@sha256:${SHA256}`],
    ['subresource integrity', `<script src="x.js" integrity="sha384-${BASE64}" crossorigin="anonymous">`],
    ['ids', `id: ${UUID}\nclient_id: "${UUID}"\ntenantId: '${UUID}'\n"subscription": "${UUID}"`],
    [
      'assembly reference',
      'Culture=neutral, PublicKeyToken=b77a5c561934e089" publicKeyToken="31bf3856ad364e35"',
    ],
    ['colours', 'color: #9f3b7c; --token-primary: #1e5a8d20; accent-key: "#5a0d8e62"'],
    ['image', `<img src="data:image/png;base64,${BASE64}${BASE64}">`],
    ['public key', `-----BEGIN PUBLIC KEY-----\n${BASE64}\n${BASE64}\n-----END PUBLIC KEY-----`],
    ['ssh public key', `ssh-rsa ${BASE64}${BASE64} me@host\npublic_key: "${BASE64}"`],
    ['serial number', 'serial: 04:9f:3b:7c:1e:5a:8d:20:46:b1:e7:c9:3f:5a:0d:8e'],
    ['entity tag', `ETag: "${HEX.slice(0, 32)}"\nIf-None-Match: ${HEX.slice(0, 32)}`],
    ['pagination', `"nextPageToken": "${BASE64}", "continuationToken": "${BASE64}"`],
    ['cache and database keys', `"cache_key": "${HEX}", primaryKey: "${HEX}", sort_key = "${HEX}"`],
    ['csrf', `<input name="csrf_token" value="${HEX}"> csrfToken: "${HEX}"`],
    [
      'code',
      'password = getPassword(user2)\ntoken: str = request.headers["X-Auth-Token2"]\nsecret := os.Getenv("SECRET_1")',
    ],
    ['types', 'password: string;\napiKey?: string | null;\n"password": {"type": "string", "minLength": 8}'],
    [
      'labels',
      'password: "Enter your password"\nconfirmPassword: "Passwords do not match"\ntoken: "auth.token.label2"',
    ],
    ['forms', '<input type="password" name="password2" placeholder="Password1" autocomplete="new-password">'],
    [
      'paths',
      'secret: "/run/secrets/db_password_1"\nkey: "./certs/tls-1.key"\nssl_key = "/etc/ssl/private/host1.pem"',
    ],
    [
      'address without credential',
      'postgres://localhost:5432/app postgres://user@host/db https://example.com:8080/path@v1',
    ],
    [
      'address with stand-ins',
      'postgres://user:password@host/db mysql://<user>:<pass>@host redis://:${REDIS_PASSWORD}@host amqp://$U:$P@h',
    ],
    ['lock version', '"parse-passwd": "^1.0.0", "token-types": "~4.2.1"'],
    ['truncated JWT', 'token: eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...\n"access_token": "eyJhbGciOi..."'],
    [
      'header of nothing',
      'Authorization: Bearer YOUR_ACCESS_TOKEN_HERE\nAuthorization: Bearer <token>\nAuthorization: Basic realm="x"',
    ],
  ])('%s', (_, text) => {
    expect(rulesIn(text)).toEqual([]);
  });
});

test('the sample token of RFC 7519 and jwt.io is told from a real one', () => {
  const sample = [
    segment({ alg: 'HS256', typ: 'JWT' }),
    segment({ sub: '1234567890', name: 'John Doe', iat: 1516239022 }),
    'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  ].join('.');
  const [match] = scanner.scan(Buffer.from(`token = "${sample}"`));
  expect(match).toMatchObject({ rule: 'json-web-token', confidence: 'low' });
});
