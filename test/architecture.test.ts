import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** Which rooms a room may know. `util <- model <- ground floor <- inventory <- {checks, assess} <- audit <- {cli, index}`. */
const MAY_IMPORT: Record<string, string[]> = {
  util: [],
  model: ['util'],
  collect: ['util', 'model'],
  read: ['util', 'model'],
  secrets: ['util', 'model'],
  iam: ['util', 'model'],
  report: ['util', 'model'],
  inventory: ['util', 'model', 'iam'],
  checks: ['util', 'model', 'inventory'],
  assess: ['util', 'model', 'inventory'],
  audit: ['util', 'model', 'collect', 'read', 'secrets', 'iam', 'inventory', 'checks', 'assess'],
  cli: ['util', 'model', 'audit', 'report', 'secrets', 'assess', 'collect', 'index'],
  index: ['util', 'model', 'audit', 'report', 'assess'],
};

const FORBIDDEN: Record<string, string[]> = {
  'node:fs': ['collect', 'cli', 'audit'],
  'node:child_process': ['collect'],
  'node:http': ['collect'],
  'node:https': ['collect'],
  'node:net': ['collect'],
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file));

const room = (file: string): string => {
  const [, first, second] = file.split('/');
  return second === undefined ? (first === 'index.ts' ? 'index' : 'audit') : first!;
};

function imports(file: string): { target: string; typeOnly: boolean }[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(/(?:import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|import\s*\(\s*'([^']+)'\s*\)/g),
  ].map((match) => ({
    target: match[2] ?? match[3]!,
    typeOnly: match[1] !== undefined,
  }));
}

test('no arrow runs up or sideways between rooms', () => {
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter(({ target }) => target.startsWith('.'))
      .map(({ target }) => room(relative('.', join(dirname(file), target))))
      .filter((to) => to !== room(file) && !MAY_IMPORT[room(file)]?.includes(to))
      .map((to) => `${file} -> ${to}`),
  );
  expect(wrong).toEqual([]);
});

test('only collect opens files, sockets and processes', () => {
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter(({ target }) => FORBIDDEN[target] && !FORBIDDEN[target].includes(room(file)))
      .map(({ target }) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no import circle between files', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      imports(file)
        .filter(({ target, typeOnly }) => target.startsWith('.') && !typeOnly)
        .map(({ target }) => join(dirname(file), target)),
    ]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test('hand-written files stay below 400 lines', () => {
  const hand = [
    ...files,
    ...readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join('test', file)),
  ];
  const long = hand.filter(
    (file) => !file.includes('.generated.') && readFileSync(file, 'utf8').split('\n').length > 400,
  );
  expect(long).toEqual([]);
});
