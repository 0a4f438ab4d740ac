import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/secrets/index.ts';
import { javaKeyStore, pkcs12 } from '../support/key-stores.ts';
import { secretFiles } from '../support/rules.ts';

const scanner = createScanner(secretFiles());
const factsIn = (bytes: Uint8Array) => scanner.scan(bytes).map(({ rule, facts }) => ({ rule, ...facts }));

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A PKCS#12 file as openssl writes it. */
function exported(...options: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'nhi-audit-'));
  try {
    const key = join(folder, 'key.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const store = join(folder, 'store.p12');
    const fixed = ['pkcs12', '-export', '-nocerts', '-inkey', key, '-out', store];
    execFileSync('openssl', [...fixed, ...options], { stdio: 'ignore' });
    return readFileSync(store);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('key stores', () => {
  test('of Java: whether a well-known password opens them', () => {
    expect(factsIn(javaKeyStore('changeit'))).toEqual([
      {
        rule: 'java-key-store',
        format: 'Java key store',
        encrypted: 'no',
        opens: 'the default password `changeit`',
      },
    ]);
    expect(factsIn(javaKeyStore('k3yW19qz!'))).toMatchObject([{ rule: 'java-key-store', encrypted: 'yes' }]);
  });

  test('with certificates only are none', () => {
    expect(factsIn(javaKeyStore('changeit', 'certificate'))).toEqual([]);
  });

  test('that are cut off or made up are read as far as they go', () => {
    const store = javaKeyStore('changeit');
    for (const length of [8, 12, 20, 40, 90]) expect(() => factsIn(store.subarray(0, length))).not.toThrow();
    expect(factsIn(Buffer.concat([Buffer.from('x'), store]))).toEqual([]);
  });

  test('in base64, as settings hold them', () => {
    const text = `keystore: ${pkcs12().toString('base64')}\n`;
    expect(factsIn(Buffer.from(text))).toMatchObject([{ rule: 'pkcs12-key-store', encrypted: 'yes' }]);
  });

  test.skipIf(!hasOpenssl)('of openssl: whether a well-known password opens them', () => {
    expect(factsIn(exported('-passout', 'pass:changeit'))).toMatchObject([
      { rule: 'pkcs12-key-store', encrypted: 'no', opens: 'the default password `changeit`' },
    ]);
    expect(factsIn(exported('-passout', 'pass:', '-macalg', 'sha1'))).toMatchObject([
      { encrypted: 'no', opens: 'no password' },
    ]);
    expect(factsIn(exported('-passout', 'pass:k3yW19qz'))).toMatchObject([{ encrypted: 'yes' }]);
  });
});
