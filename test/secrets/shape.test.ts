import { describe, expect, it } from 'vitest';
import { shapes } from '../../src/secrets/shape.ts';

describe('password', () => {
  it.each(['k3yW19qz!', 'hunter22', 'Tr0ub4dor&3', 'P@ssw0rd!', 'Zx81-spectrum', 'abc123', 'verYs3cret'])(
    '%s may be one',
    (text) => {
      expect(shapes.password(text)).toBe(true);
    },
  );
  it.each([
    'password',
    'user-password',
    'auth.password.label',
    'SHA-256',
    'X509CertAndPassword',
    'DB_PASSWORD_2',
    '${DB_PASSWORD_1}',
    '{{ vault_password_2 }}',
    '--ask-vault-pass2',
    'config/secrets2.yml',
    '2024-01-01',
    'Enter your password',
    '{bcrypt}$2a$10$abc',
    'https://host/p4th',
    'changeme1',
  ])('%s is none', (text) => {
    expect(shapes.password(text)).toBe(false);
  });
});

describe('setting: nothing tells a value from the code around it', () => {
  it.each(['k3yW19qz!', 'verYs3cret', 'Zx81-spectrum'])('%s may be a password', (text) => {
    expect(shapes.setting(text)).toBe(true);
  });
  it.each(['newPassword2', 'user.password1', 'token_1', 'getPassword'])('%s is a name', (text) => {
    expect(shapes.setting(text)).toBe(false);
  });
});

describe('generated', () => {
  it.each([
    'q8ZrW2mXk7LpT4vN9sYb3HdF',
    '9f3b7c1e5a8d2046b1e7c93f5a0d8e62',
    'live_b56212dc935620a6088775398a758496',
  ])('%s', (text) => {
    expect(shapes.generated(text)).toBe(true);
  });
  it.each([
    'STRIPE_SECRET_KEY_PRODUCTION',
    'openai:openai/gpt-4o-2024-08-06:batch',
    'tls.client.ja3',
    'my-hsm://my-key-id',
    '/var/run/docker/netns/3df878d8ed31',
    'USD/LIBOR-3M',
    'generateAccessTokenForUser',
  ])('%s is a name', (text) => {
    expect(shapes.generated(text)).toBe(false);
  });
});

describe('user information of URLs', () => {
  it('leaves out what stands for a password', () => {
    expect(['mypass', 'password', 'authtoken', '<token>', '${TOKEN}', 'xxx'].filter(shapes.userinfo)).toEqual(
      [],
    );
    expect(shapes.userinfo('supersecret')).toBe(true);
  });
});
