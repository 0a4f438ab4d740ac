import { describe, expect, it } from 'vitest';
import { createScanner } from '../../src/secrets/index.ts';
import { ruleOf as rule } from '../support/rules.ts';

const rules = [
  rule('token', ['tok_'], 'tok_[A-Za-z0-9]{20}'),
  rule('key', ['AccountKey='], 'AccountKey=(?<secret>[A-Za-z0-9+/]{30}==)', { boundary: 'base64' }),
  rule('hook', ['hooks.acme.org/services/'], 'hooks\\.acme\\.org/services/T[A-Z0-9]{8}/[A-Za-z0-9]{20}'),
  rule('user', ['pg://'], 'pg://[a-z]{1,10}:(?<secret>[^@\\s]{8,30})@'),
];
const scanner = createScanner([{ provider: 'p', name: 'P', class: 'saas', rules }]);
const body = ['aZ3kQ9', 'xW7mB2', 'vC5nL8pR'].join('');
const token = `tok_${body}`;
const found = (text: string | Buffer) => {
  const bytes = Buffer.from(text as string);
  return scanner
    .scan(bytes)
    .map((m) => ({ rule: m.rule, text: bytes.toString('latin1', m.start, m.end), print: m.fingerprint }));
};
const print = scanner.seal(token).fingerprint;

describe('codings', () => {
  it.each(['', 'x', 'xy', 'user:', 'a much longer text before: '])('base64 behind %j', (before) => {
    for (const after of ['', '\n', ', and a text behind it']) {
      const encoded = Buffer.from(`${before}${before && ' '}${token}${after}`).toString('base64');
      const [match, ...rest] = found(`auth: "${encoded}"`);
      expect(rest).toEqual([]);
      expect(match).toMatchObject({ rule: 'token', print });
      expect(encoded).toContain(match!.text);
      expect(match!.text.length).toBeLessThanOrEqual(Math.ceil((token.length * 4) / 3) + 2);
    }
  });

  it('base64 with the URL alphabet, and runs that hold no token', () => {
    const encoded = Buffer.from(`??>>~~ ${token} ??>>`).toString('base64url');
    expect(found(encoded)).toMatchObject([{ rule: 'token', print }]);
    expect(found(Buffer.from(`??>>~~ tok_${body}${body} ??>>`).toString('base64'))).toEqual([]);
  });

  it('percent escapes in token and literal', () => {
    const key = `${body}aB+/c7dE9f==`;
    const url = `https://x/?c=${encodeURIComponent(`AccountKey=${key};`)}&b=1`;
    expect(found(url)).toMatchObject([
      { rule: 'key', text: encodeURIComponent(key), print: scanner.seal(key).fingerprint },
    ]);
    expect(found(`AccountKey=${encodeURIComponent(key)}&b`)).toMatchObject([{ rule: 'key' }]);
  });

  it('JSON escapes', () => {
    const hook = `hooks.acme.org/services/TA1B2C3D4/${body}`;
    expect(found(JSON.stringify({ url: hook }).replaceAll('/', '\\/'))).toMatchObject([
      { rule: 'hook', print: scanner.seal(hook).fingerprint },
    ]);
    const key = `${body}aB+/c7dE9f==`;
    expect(found(`{"c":"AccountKey=${key.replaceAll('=', '\\u003d')}"}`)).toMatchObject([{ rule: 'key' }]);
  });

  it.each([
    ['little-endian', false, false],
    ['little-endian with mark', false, true],
    ['big-endian', true, false],
    ['big-endian with mark', true, true],
  ])('UTF-16 %s', (_, big, mark) => {
    const text = `${mark ? '\ufeff' : ''}first\r\nkey="é" ${token}\r\n`;
    const bytes = Buffer.from(text, 'utf16le');
    if (big) bytes.swap16();
    const stream = scanner.stream('f');
    stream.push(bytes, 0, true);
    const [placed] = stream.end();
    const raw = bytes.subarray(placed!.match.start, placed!.match.end);
    expect((big ? Buffer.from(raw).swap16() : raw).toString('utf16le')).toBe(token);
    expect(placed!.location).toMatchObject({ startLine: 2, startColumn: 9, endColumn: 33 });
    expect(placed!.match.fingerprint).toBe(print);
  });
});
