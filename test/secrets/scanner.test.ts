import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createScanner, loadScanner, type ProviderData, type RuleData } from '../../src/secrets/index.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const random = (length: number, alphabet = BASE62, seed = 7) => {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return alphabet[(state >>> 8) % alphabet.length];
  }).join('');
};
const withCrc = (body: string) => {
  let rest = crc32(body);
  let digits = '';
  for (let i = 0; i < 6; i++, rest = Math.floor(rest / 62)) digits = BASE62[rest % 62] + digits;
  return body + digits;
};
const GITHUB = ['gh', 'p_'].join('');
const token = GITHUB + withCrc(random(30));

const rule = (fields: Partial<RuleData> & Pick<RuleData, 'id' | 'literals' | 'pattern'>): RuleData => ({
  title: fields.id,
  kind: 'api-key',
  identity: 'unknown',
  lifetime: 'static',
  privilege: 'unknown',
  confidence: 'high',
  ...fields,
});
const provider = (...rules: RuleData[]): ProviderData[] => [
  { provider: 'p', name: 'P', class: 'saas', rules },
];
const places = (rules: ProviderData[], text: string) =>
  createScanner(rules)
    .scan(Buffer.from(text))
    .map((m) => [m.rule, text.slice(m.start, m.end)]);

describe('scan', () => {
  it('finds a token of the shipped rules, says what is known of it and never the token', async () => {
    const matches = (await loadScanner()).scan(Buffer.from(`a: 1\ntoken: ${token}\n`));
    expect(matches).toMatchObject([
      { rule: 'github-pat-classic', start: 12, end: 52, validity: 'checksum-valid', confidence: 'high' },
    ]);
    expect(JSON.stringify(matches)).not.toContain(token.slice(6, 16));
  });

  it('keeps a token whose check digits do not fit, at low confidence', async () => {
    const wrong = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    const [match] = (await loadScanner()).scan(Buffer.from(wrong));
    expect(match).toMatchObject({ validity: 'checksum-invalid', confidence: 'low' });
  });

  it('leaves stand-ins and longer words alone', () => {
    const rules = provider(rule({ id: 'a', literals: ['tok_'], pattern: 'tok_[a-z0-9]{20}' }));
    const body = random(20, BASE62.slice(0, 10) + BASE62.slice(36));
    expect(places(rules, `tok_${'x'.repeat(20)} tok_${body}1 2tok_${body}`)).toEqual([]);
    expect(places(rules, `tok_${body}`)).toEqual([['a', `tok_${body}`]]);
  });

  it('finds a literal in the middle of its pattern, and only the secret part counts', () => {
    const a = random(20);
    const inner = provider(
      rule({ id: 'a', literals: ['T3Mark'], pattern: 'sk-[A-Za-z0-9]{20}T3Mark[A-Za-z0-9]{20}' }),
    );
    expect(places(inner, `k=sk-${a}T3Mark${a};`)).toEqual([['a', `sk-${a}T3Mark${a}`]]);
    const part = provider(
      rule({
        id: 'b',
        literals: ['acme'],
        ignoreCase: true,
        pattern: 'acme\\w{0,10}["\' :=]{1,4}(?<secret>[a-zA-Z0-9]{20})',
      }),
    );
    expect(places(part, `MY_ACME_KEY="${a}"`)).toEqual([['b', a]]);
  });

  it('finds three-byte literals through the class that follows', () => {
    const rules = provider(rule({ id: 'a', literals: ['hf_'], pattern: 'hf_[A-Za-z]{34}' }));
    const body = random(34, BASE62.slice(10));
    expect(places(rules, `x hf_${body}`)).toEqual([['a', `hf_${body}`]]);
  });

  it('asks for a word nearby where the rule does', () => {
    const rules = provider(
      rule({ id: 'a', literals: ['key_'], near: ['cursor'], pattern: 'key_[0-9a-f]{40}' }),
    );
    const key = `key_${random(40, '0123456789abcdef')}`;
    expect(places(rules, `# Cursor\n${key}`)).toHaveLength(1);
    expect(places(rules, `# Cursor\n${' '.repeat(200)}${key}`)).toEqual([]);
  });

  it('gives one match where rules overlap: the longer one', () => {
    const body = random(30);
    const short = rule({ id: 'a', literals: ['sk-'], pattern: 'sk-[A-Za-z0-9-]{20,60}' });
    const long = rule({ id: 'b', literals: ['sk-ant-'], pattern: 'sk-ant-[A-Za-z0-9-]{20,60}' });
    const text = `sk-ant-${body}`;
    expect(places(provider(short, long), text)).toHaveLength(1);
  });

  it('finds the same in content longer than one piece of the kernel', () => {
    const rules = provider(rule({ id: 'a', literals: ['tok_'], pattern: 'tok_[A-Za-z0-9]{20}' }));
    const one = ` tok_${random(20)}`;
    for (const at of [(1 << 20) - 600, (1 << 20) - 500, (1 << 20) - 20, 1 << 20]) {
      const text = `${' '.repeat(at)}${one}${' '.repeat(1 << 20)}${one}`;
      expect(places(rules, text)).toHaveLength(2);
    }
  });
});

describe('seal', () => {
  it('gives the same fingerprint as a match of the same value, in any scanner', async () => {
    const scanner = await loadScanner();
    const sealed = scanner.seal(token);
    expect(sealed).toMatchObject({
      rule: 'github-pat-classic',
      provider: 'github',
      generated: true,
      placeholder: false,
    });
    expect(scanner.scan(Buffer.from(`x=${token}`))[0]!.fingerprint).toBe(sealed.fingerprint);
    expect((await loadScanner({ key: 'other' })).seal(token).fingerprint).not.toBe(sealed.fingerprint);
    expect(sealed.preview).toBe(`${GITHUB}…, 40 characters`);
  });

  it('tells machine-made values from words and stand-ins', () => {
    const { seal } = createScanner(provider());
    for (const value of [random(32), random(40, '0123456789abcdef'), random(24)])
      expect(seal(value), value).toMatchObject({ generated: true, placeholder: false });
    for (const value of [
      'my-service-account',
      'production-database',
      'https://api.acme.org/v1',
      'application/json',
    ])
      expect(seal(value), value).toMatchObject({ generated: false });
    for (const value of [
      'changeme',
      '<your-api-key>',
      '${TOKEN}',
      'xxxxxxxxxxxxxxxx',
      'your_api_key_here',
      '{{ token }}',
    ])
      expect(seal(value), value).toMatchObject({ placeholder: true });
  });
});
