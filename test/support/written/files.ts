import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { base64, hex, PASSWORDS, type Random, text, uuid } from './values.ts';

/** A file with what has to be found in it: a line for each credential. */
export interface WrittenFile {
  path: string;
  text: string;
  lines: number[];
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const [OPEN, CLOSE] = ['\u00ab', '\u00bb'];

/** Width of a line of base64 as tools print it. */
const inLines = (value: string, indent = '', width = 64): string =>
  value.replace(new RegExp(`.{1,${width}}`, 'g'), (line) => `${indent}${line}\n`).trimEnd();

function privateKey(how: string): string {
  const [, kind = 'pkcs8', more = ''] = / ?(sec1|pkcs1|pkcs8|)(?: ?(encrypted))?/.exec(how) ?? [];
  const type = (kind || 'pkcs8') as 'sec1' | 'pkcs1' | 'pkcs8';
  const pair =
    type === 'pkcs1'
      ? generateKeyPairSync('rsa', { modulusLength: 1024 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const encryption = more ? { cipher: 'aes-256-cbc', passphrase: 'x' } : {};
  const pem = (pair.privateKey as import('node:crypto').KeyObject)
    .export({ type, format: 'pem', ...encryption } as never)
    .toString()
    .trim();
  const lines = pem.split('\n');
  if (how === 'escaped') return JSON.stringify(`${pem}\n`).slice(1, -1);
  if (how === 'base64') return Buffer.from(`${pem}\n`).toString('base64');
  if (how === 'base64 wrapped 4') return inLines(Buffer.from(`${pem}\n`).toString('base64'), '    ');
  if (how === 'indented 4') return lines.map((line) => `    ${line}`).join('\n');
  if (how === 'quoted') return lines.map((line) => `  '${line}',`).join('\n');
  if (how === 'concatenated') return lines.map((line) => `"${line}\\n" +`).join('\n        ');
  return pem;
}

function webToken(random: Random): string {
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: uuid(random), role: 'service' },
  ].map((part) => JSON.stringify(part));
  return [...parts, text(ALPHANUMERIC, 32, random)]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

const pgpKey = (random: Random) => {
  const mark = (word: string) => `-----${word} PGP PRIVATE KEY BLOCK-----`;
  return `${mark('BEGIN')}\n\n${inLines(base64(600)(random))}\n=${text(ALPHANUMERIC, 4, random)}\n${mark('END')}`;
};

/** What `{{…}}` stands for, by its first word. */
const MAKERS: Record<string, (how: string, random: Random) => string> = {
  key: (length, random) => text(ALPHANUMERIC, Number(length), random),
  hex: (length, random) =>
    Number(length) > 128 ? inLines(hex(Number(length))(random)) : hex(Number(length))(random),
  HEX: (length, random) => hex(Number(length))(random).toUpperCase(),
  base64: (length, random) =>
    length.startsWith('of ')
      ? Buffer.from(length.slice(3)).toString('base64')
      : Number(length) > 200
        ? inLines(base64(Number(length))(random))
        : base64(Number(length))(random),
  digits: (length, random) => text('0123456789', Number(length), random),
  uuid: (_, random) => uuid(random),
  password: (_, random) => PASSWORDS['manager, signs']!(random).replace(/[#^*%@]/, '!'),
  django: (_, random) => text('abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)', 50, random),
  salt: (_, random) => text(`${ALPHANUMERIC}!#%()*+,-./:;=?@[]^_{|}~`, 64, random),
  age: (_, random) => text('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58, random),
  jwt: (_, random) => webToken(random),
  gpg: (_, random) => pgpKey(random),
  pem: (how) => privateKey(how),
};

/** Innermost first, so that `{{base64 of …}}` may hold others. */
function filled(template: string, random: Random): string {
  const made = template.replace(/\{\{(\w+)(?: ((?:(?!\{\{|\}\}).)*))?\}\}/g, (_, word: string, how = '') =>
    MAKERS[word]!(how, random),
  );
  return made === template ? made : filled(made, random);
}

/** The files of test/fixtures/credential-files/<name>.txt. */
export function writtenFiles(name: 'leaks' | 'sealed', random: Random): WrittenFile[] {
  const source = readFileSync(`test/fixtures/credential-files/${name}.txt`, 'utf8');
  return source
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const cut = part.indexOf('\n');
      const marked = filled(part.slice(cut + 1).replace(/\n+$/, '\n'), random);
      const lines = marked.split('\n').flatMap((line, i) => (line.includes(OPEN!) ? [i + 1] : []));
      return { path: part.slice(0, cut), text: marked.replaceAll(OPEN!, '').replaceAll(CLOSE!, ''), lines };
    });
}
