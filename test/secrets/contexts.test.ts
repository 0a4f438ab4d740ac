import { expect, test } from 'vitest';
import type { SecretRule } from '../../src/model/index.ts';
import { createScanner, type PlacedMatch } from '../../src/secrets/index.ts';
import { type Context, contexts, nameOf } from '../support/contexts.ts';
import { secretFiles } from '../support/rules.ts';
import { makeToken } from '../support/tokens.ts';

const scanner = createScanner(secretFiles());

/** Further apart than words nearby can reach, and nothing that a pattern runs through. */
const APART = `\n${';'.repeat(70)}\n`.repeat(3);

/** Rules of the matches of one value, by the way of writing in which they stand. */
function foundIn(value: string, name: string, ways: readonly Context[]): Map<Context, string[]> {
  const found = new Map<Context, string[]>(ways.map((way) => [way, []]));
  const scan = (bytes: Buffer, place: (match: PlacedMatch) => Context) => {
    const stream = scanner.stream('f');
    stream.push(bytes, 0, true);
    for (const placed of stream.end()) found.get(place(placed))!.push(placed.match.rule);
  };
  const starts: [number, Context][] = [];
  let text = APART;
  for (const way of ways) {
    const written = way.write(value, name);
    if (typeof written !== 'string') scan(written, () => way);
    else {
      starts.push([text.length, way]);
      text += written + APART;
    }
  }
  scan(Buffer.from(text), ({ match }) => starts.findLast(([start]) => start <= match.start)![1]);
  return found;
}

interface Exception {
  reason: string;
  rules(rule: SecretRule): boolean;
  ways(way: Context): boolean;
}

const ids =
  (...list: string[]) =>
  (rule: SecretRule) =>
    list.includes(rule.id);
const within = (rule: SecretRule) => !rule.literals.every((text) => rule.pattern.startsWith(text));

/** Where a token type may be missed, and why. */
const EXCEPTIONS: Exception[] = [
  {
    reason: 'what stands before it may be part of it: its alphabet has `/`',
    rules: (rule) => rule.boundary === 'base64',
    ways: (way) => ['user of an address', 'in a path'].includes(way.id),
  },
  {
    reason: 'three bytes leave too little to look for at every alignment of base64',
    rules: (rule) => rule.literals.some((text) => text.length < 4),
    ways: (way) => /^base64/.test(way.id),
  },
  {
    reason: 'URLs escape signs that this pattern does not expect escaped',
    rules: (rule) => within(rule) || /[|$ ]|\[.*[/+=].*\]/.test(rule.pattern),
    ways: (way) => way.id === 'percent-encoded',
  },
  {
    reason: 'its lines are part of the pattern',
    rules: ids('putty-private-key'),
    ways: (way) => way.id.startsWith('JSON in JSON'),
  },
  {
    reason: 'it begins with its file, or with a run of base64',
    rules: ids('java-key-store', 'pkcs12-key-store'),
    ways: (way) => /^base64|path|address|percent|escape/.test(way.id),
  },
  { reason: 'the form is that of a Stripe test key', rules: ids('commercejs-key'), ways: () => true },
  { reason: 'a value of letters only reads as a word', rules: ids('sumologic-access-id'), ways: () => true },
  {
    reason: 'the name says nothing of a credential, so only an assignment counts',
    rules: ids('gitlab-session-cookie', 'oracle-fingerprint'),
    ways: (way) => !way.id.startsWith('env'),
  },
];

const rules = secretFiles().flatMap((file) => file.rules.map((rule) => ({ rule, provider: file.provider })));

test('every token type is found wherever credentials stand', () => {
  const missed: string[] = [];
  for (const { rule, provider } of rules) {
    if (rule.pattern.includes('(?<secret>') || typeof rule.assigned === 'string') continue;
    const ways = contexts.filter((way) => !(way.bare && (rule.assigned || rule.near)));
    for (const [way, found] of foundIn(makeToken(rule, 3), nameOf(rule, provider), ways)) {
      if (found.includes(rule.id) || EXCEPTIONS.some((one) => one.rules(rule) && one.ways(way))) continue;
      missed.push(`${rule.id}, ${way.id}: ${found.join() || 'nothing'}`);
    }
  }
  expect(missed).toEqual([]);
}, 600_000);

/** Nothing but a space, or prose, stands between name and value. */
const LOOSE = ['fish and csh', 'Dockerfile', 'Markdown table', 'Markdown code'];

test.each([
  ['DB_PASSWORD', 'k3yW19qz!'],
  ['MYSQL_ROOT_PASSWORD', 'SuperS3cretPw'],
  ['CLIENT_SECRET', 'q8ZrW2mXk7LpT4vN9sYb3HdF'],
  ['API_KEY', '9f3b7c1e5a8d2046b1e7c93f5a0d8e62'],
  ['AUTH_TOKEN', 'q8ZrW2mXk7LpT4vN9sYb3HdF'],
  ['SECRET_ACCESS_KEY', '9f3b7c1e5a8d2046b1e7c93f5a0d8e62'],
  ['ENCRYPTION_KEY', 'q8ZrW2mXk7LpT4vN9sYb3HdF'],
])('%s of no provider is found wherever credentials stand', (name, value) => {
  const ways = contexts.filter((way) => !way.bare && !LOOSE.includes(way.id));
  const missed = [...foundIn(value, name, ways)].filter(([, rules]) => rules.length === 0);
  expect(missed.map(([way]) => way.id)).toEqual([]);
});
