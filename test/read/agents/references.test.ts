import fc from 'fast-check';
import { expect, test } from 'vitest';
import { references } from '../../../src/read/resolve/grammar.ts';
import { heldIn } from '../../../src/read/resolve/held.ts';
import {
  namesCredential,
  namesCredentialFile,
  queryTakesCredential,
} from '../../../src/read/resolve/names.ts';
import { contextOf } from './support.ts';

test.each([
  ['${VAR}', 'braces', 'VAR'],
  ['${VAR:-x}', 'braces', 'VAR'],
  ['$VAR', 'dollar', 'VAR'],
  ['${env:VAR}', 'env-colon', 'VAR'],
  ['${input:my-id}', 'input', 'my-id'],
  ['{env:VAR}', 'curly-env', 'VAR'],
  ['{file:~/.token}', 'curly-file', '~/.token'],
  ['%VAR%', 'percent', 'VAR'],
  ['$(gh auth token)', 'shell', 'gh auth token'],
  ['${{ secrets.K }}', 'actions', 'K'],
  ['op://vault/item/field', 'manager', 'op://vault/item/field'],
  ['$input:x', 'bogus', 'x'],
  ['${workspaceFolder}/x', 'path', 'workspaceFolder'],
])('%s', (text, grammar, name) => {
  expect(references(text)).toMatchObject([{ grammar, name }]);
});

test.each(['plain', 'a{b}c', '{{TEMPLATE}}', '$$ESCAPED', '100%', 'postgres://u@h/db', ''])(
  '%j holds none',
  (text) => {
    expect(references(text)).toEqual([]);
  },
);

test.each([
  'GITHUB_TOKEN',
  'API_KEY',
  'apiKey',
  'x-api-key',
  'OPENAI_KEY',
  'DB_PASSWORD',
  'DATABASE_URL',
  'SLACK_WEBHOOK',
  'LINKEDIN_COOKIE',
  'AWS_ACCESS_KEY_ID',
  'CLIENT_SECRET',
  'TOKEN_2',
])('%s names a credential', (name) => {
  expect(namesCredential(name)).toBe(true);
});

test.each([
  'MAX_TOKENS',
  'TOKEN_URL',
  'AUTH_MODE',
  'KEYBOARD',
  'AUTHOR',
  'PUBLIC_KEY',
  'CACHE_KEY',
  'TOKEN_LIMIT',
  'CLIENT_ID',
  'SECRET_NAME',
  'PASSWORD_FILE',
  'MONKEY',
  'PORT',
  'USE_TOKEN',
])('%s does not', (name) => {
  expect(namesCredential(name)).toBe(false);
});

test('names of files with credentials, and keys of queries', () => {
  expect(['GOOGLE_APPLICATION_CREDENTIALS', 'KUBECONFIG', 'SSH_KEY_PATH'].every(namesCredentialFile)).toBe(
    true,
  );
  expect(namesCredentialFile('LOG_PATH')).toBe(false);
  expect(queryTakesCredential('api_key')).toBe(true);
  expect(queryTakesCredential('project_ref')).toBe(false);
});

const { seal } = contextOf({});
const held = (name: string, value: string, expected = true) =>
  heldIn(name, value, expected, { seal, resolves: ['braces'] });

test('a value is a reference, an example or a literal', () => {
  expect(held('API_KEY', '${API_KEY}')).toMatchObject([
    { reference: 'env', name: 'API_KEY', resolved: true },
  ]);
  expect(held('API_KEY', '${input:key}')).toMatchObject([{ reference: 'input', resolved: false }]);
  expect(held('API_KEY', '<YOUR_KEY>')).toMatchObject([{ reference: 'placeholder' }]);
  expect(held('API_KEY', 'abc123def456ghi7')).toMatchObject([{ reference: 'literal' }]);
  expect(held('Authorization', 'Bearer ${T}')).toMatchObject([{ reference: 'env', name: 'T' }]);
  expect(held('PORT', '8080', false)).toEqual([]);
  expect(held('HEADERS', '{"Authorization": "Bearer abc123def456ghi7"}', false)).toMatchObject([
    { reference: 'literal', name: 'Authorization' },
  ]);
});

test('any text is read without a throw, and what is found lies inside it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => {
      for (const { start, end } of references(text))
        expect(start >= 0 && end <= text.length && start < end).toBe(true);
      heldIn('API_KEY', text, true, { seal, resolves: [] });
    }),
  );
});
