import { expect, test } from 'vitest';
import { createScanner } from '../../src/secrets/index.ts';
import { allSecretRules, secretFiles } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';

const scanner = createScanner(secretFiles());
const rulesIn = (...parts: (string | number[])[]) =>
  scanner
    .scan(
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))),
    )
    .map(({ rule }) => rule);

const token = (id: string) => makeToken(allSecretRules().get(id)!);

test('tokens are found in binaries', () => {
  expect(rulesIn([0, 1, 2], token('gitlab-pat'), [0])).toEqual(['gitlab-pat']);
});

test('in a binary a name tells nothing of the bytes behind it', () => {
  const text = 'password="k3yW19qz!" api_key = "9f3b7c1e5a8d2046b1e7c93f5a0d8e62"';
  expect(rulesIn(text)).not.toEqual([]);
  expect(rulesIn([0], text)).toEqual([]);
});

test.each([0x5a, 0x7a, 0xda, 0xfa])(
  'a string of compiled Python, kind %i, ends where its length says',
  (kind) => {
    const ids = ['anthropic-api-key', 'gitlab-pat', 'openai-project-key', 'aws-access-key-id'];
    for (const id of ids) {
      const value = token(id);
      expect(rulesIn([0xe3, 0, 0, 0x4e, kind, value.length], value, [0x7a, 0x6c]), id).toEqual([id]);
    }
  },
);
