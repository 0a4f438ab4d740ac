import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { validators } from '../../src/secrets/validate/index.ts';
import { allSecretRules } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';

const made = (id: string) => makeToken(allSecretRules().get(id)!);
const check = (id: string, token = made(id)) => validators[allSecretRules().get(id)!.checksum!]!(token);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (claims: object) => `${part({ alg: 'RS256' })}.${part(claims)}.${'c2lnbmF0dXJl'.repeat(4)}`;

describe('check digits', () => {
  it.each([
    'github-pat-classic',
    'npm-access-token',
    'cloudflare-user-token',
    'zuplo-consumer-key',
    'confluent-api-secret',
  ])('%s: a made token fits', (id) => {
    expect(check(id).validity).toBe('checksum-valid');
  });

  it.each(['github-pat-classic', 'npm-access-token', 'confluent-api-secret'])(
    '%s: one changed character does not',
    (id) => {
      const token = made(id);
      const at = token.length - 10;
      const other = token[at] === 'a' ? 'b' : 'a';
      expect(check(id, token.slice(0, at) + other + token.slice(at + 1)).validity).toBe('checksum-invalid');
    },
  );

  it('a published algorithm that was guessed only ever confirms', () => {
    expect(check('cloudflare-user-token', `cfut_${'a1'.repeat(20)}00000000`).validity).toBe('unchecked');
  });
});

describe('facts in the token', () => {
  // The pair of id and account is published: https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
  it('an AWS key id names its account', () => {
    const id = ['ASIA', 'Y34FZKBO', 'KMUTVV7A'].join('');
    expect(validators['aws-key-id']!(id)).toMatchObject({ facts: { account: '609629065308' } });
  });

  it('a Bedrock key names account and user', () => {
    const key = `ABSK${Buffer.from('BedrockAPIKey-x1y2-at-111122223333:c2VjcmV0').toString('base64')}`;
    expect(validators['bedrock-key']!(key).facts).toMatchObject({
      account: '111122223333',
      identity: 'aws:arn:aws:iam::111122223333:user/BedrockAPIKey-x1y2',
    });
  });

  it('a web token gives subject, end and identity', () => {
    const verdict = validators['jwt']!(
      signed({ sub: 'system:serviceaccount:prod:agent', exp: 1_900_000_000, iss: 'https://k8s' }),
    );
    expect(verdict).toMatchObject({
      validity: 'structure-valid',
      lifetime: { class: 'expires', at: '2030-03-17T17:46:40.000Z' },
      facts: { identity: 'k8s:sa/prod/agent', issuer: 'https://k8s' },
    });
    expect(validators['jwt']!(signed({ sub: 'x' })).lifetime).toEqual({
      class: 'static',
      how: 'no exp claim',
    });
    expect(validators['jwt']!('eyJub3Q.eyJqc29u.x').doubts).toHaveLength(1);
  });

  it('a macaroon of PyPI says how far it reaches', () => {
    const body = `\x02\x01\x08pypi.org\x02\x24id\x00\x02{"version": 1, "permissions": "user"}`;
    const token = `pypi-${Buffer.from(body, 'latin1').toString('base64url')}`;
    expect(validators['pypi-macaroon']!(token).facts).toEqual({
      address: 'pypi.org',
      scope: 'the whole account',
    });
  });
});

describe('private keys', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = (options: object) =>
    pair.privateKey.export({ type: 'pkcs8', format: 'pem', ...options } as never).toString();

  it('algorithm, curve and whether a passphrase protects it', () => {
    expect(validators['private-key']!(pem({})).facts).toMatchObject({ algorithm: 'ec', encrypted: 'no' });
    const locked = pem({ cipher: 'aes-256-cbc', passphrase: 'x' });
    expect(validators['private-key']!(locked).facts).toEqual({ encrypted: 'yes' });
  });

  it('the same key escaped in JSON has the same public half', () => {
    const plain = validators['private-key']!(pem({})).facts?.['publicKey'];
    const escaped = validators['private-key']!(JSON.stringify(pem({})).slice(1, -1)).facts?.['publicKey'];
    expect(plain).toBeDefined();
    expect(escaped).toBe(plain);
  });

  it('a key that was cut off is doubted', () => {
    expect(validators['private-key']!(pem({}).slice(0, 120)).doubts).toHaveLength(1);
  });
});
