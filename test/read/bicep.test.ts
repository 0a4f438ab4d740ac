import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadContext, SourceFile } from '../../src/model/index.ts';
import { deployments, resourcesOf } from '../../src/read/bicep/deploy.ts';
import { parseBicep } from '../../src/read/bicep/parse.ts';
import { recordOf } from '../../src/read/bicep/record.ts';
import { plain } from '../../src/read/tree/tree.ts';

const contextOf = (files: Record<string, string>): ReadContext => {
  const opened = new Map(Object.entries(files).map(([path, text]) => [path, { path, text } as SourceFile]));
  return { open: (path: string) => opened.get(path), paths: [...opened.keys()] } as unknown as ReadContext;
};

/** Resources of the first file and its modules in the shape of an export, by symbol. */
function records(files: Record<string, string>): Record<string, unknown> {
  const [[path, text] = ['', '']] = Object.entries(files);
  const found = [...deployments({ path, text }, contextOf(files))].flatMap((scope) =>
    [...resourcesOf(scope)].map((deployed) => [deployed.resource.symbol, plain(recordOf(deployed))]),
  );
  return Object.fromEntries(found);
}

const resource = (properties: string, type = 'A/b@1') => `resource x '${type}' = {\n${properties}\n}\n`;

describe('what an expression is worth', () => {
  const cases: [written: string, declared: string, value: unknown][] = [
    ['!empty(c) ? c : null', "param c string = ''", null],
    ["'plain'", '', 'plain'],
    ["'it\\'s \\${kept}'", '', "it's ${kept}"],
    ["'''a\n'b' ${c}'''", '', "a\n'b' ${c}"],
    ["'a-${n}-z'", "var n = 'm'", 'a-m-z'],
    ['[\n1\n2, true // last\n]', '', [1, 2, true]],
    ["{ a: 1, 'b-c': null }", '', { a: 1, 'b-c': null }],
    ['p', "param p string = 'by default'", 'by default'],
    ['p', '@secure()\nparam p string', '${main.bicep/p}'],
    ["roles['Owner'].id", "var roles = {\n  Owner: { id: 'o' }\n}", 'o'],
    ['list[1]', "var list = [ 'a', 'b' ]", 'b'],
    ["empty(q) ? 'one'\n  : 'two'", 'param q string', 'one'],
    ["q ?? 'other'", 'param q string?', '${main.bicep/q}'],
    ["subscriptionResourceId('M/roles', r)", "var r = 'guid'", '/providers/M/roles/guid'],
    ['a == b && !c', '', '${main.bicep/a == b && !c}'],
    ['map(x, (i, n) => { k: i })', '', '${main.bicep/map(x, (i, n) => { k: i })}'],
    ["[for n in names: 'n-${n}']", "var names = ['a']", ['n-a']],
    ['loop', 'var loop = loop', '${main.bicep/loop}'],
  ];
  test.each(cases)('%s after %s', (written, declared, value) => {
    const found = records({ 'main.bicep': `${declared}\n${resource(`  v: ${written}`)}` })['x'];
    expect((found as { v: unknown }).v).toEqual(value);
  });
});

test('a module gets its parameters and gives its outputs, also through another one', () => {
  const found = records({
    'main.bicep': `module outer 'm/outer.bicep' = { name: 'd', params: { who: 'agent' } }\n${resource('  v: outer.outputs.principal')}`,
    'm/outer.bicep':
      "param who string\nmodule inner './inner.bicep' = { name: 'e', params: { name: '${who}-id' } }\noutput principal string = inner.outputs.id",
    'm/inner.bicep':
      "param name string\nresource id 'M/identities@1' = { name: name }\noutput id string = id.properties.principalId",
  });
  expect(found['id']).toMatchObject({ id: 'bicep:main.bicep#outer/inner/id', name: 'agent-id' });
  expect(found['x']).toMatchObject({ v: 'bicep:main.bicep#outer/inner/id' });
});

test('loops, conditions, nested resources, decorators, types and comments', () => {
  const text = `targetScope = 'subscription'
type t = {
  @description('a * key')
  *: string
}
func f(a string) string => toLower(a)
#disable-next-line no-unused-params
param size 'small' | 'large' = 'small' /* a type of texts */
var typed string = 'v'
resource many 'A/b@1' = [for (name, i) in ['one', 'two']: if (i > 0) {
  name: name
}]
resource outer 'M/identities@1' = if (size == 'large') {
  name: typed
  resource inner 'federations' = { name: 'in' }
}
resource beside 'M/identities/federations@1' = {
  parent: outer
  name: 'by'
}
resource there 'M/identities@1' existing = { name: 'kept' }
output a string = 'x'
`;
  expect(parseBicep({ path: 'main.bicep', text }).errors).toEqual([]);
  const found = records({ 'main.bicep': text });
  expect(found['many']).toMatchObject({ name: 'two', scope: 'subscription' });
  expect(found['inner']).toMatchObject({
    type: 'M/identities/federations',
    parent: 'bicep:main.bicep#outer',
  });
  expect(found['beside']).toMatchObject({ parent: 'bicep:main.bicep#outer' });
  expect(found['there']).toMatchObject({ id: 'bicep:existing/kept' });
});

test('a declaration that cannot be read is named, and the ones around it are read', () => {
  const file = { path: 'main.bicep', text: `var a = 1\nvar b = {{\n${resource("  name: 'n'")}` };
  expect(parseBicep(file).errors).toHaveLength(1);
  expect(records({ 'main.bicep': file.text })['x']).toMatchObject({ name: 'n' });
});

describe('hostile source', () => {
  test('a few lines that describe more than there is room for end soon', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `var v${i} = [v${i + 1}, v${i + 1}]`).join('\n');
    expect(records({ 'main.bicep': `${doubling}\n${resource('  v: v0')}` })).toHaveProperty('x');
  });

  test('modules that use themselves, and one another twice', () => {
    const twice = (path: string) => `module a '${path}' = {}\nmodule b '${path}' = {}\n`;
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`m${i}.bicep`, twice(i === 29 ? 'm0.bicep' : `m${i + 1}.bicep`)]),
    );
    expect(records(files)).toEqual({});
  });

  test('never throws and never hangs', () => {
    const piece = fc.constantFrom(
      "resource x 'A/b@1' = ",
      'module m ',
      "'m.bicep'",
      'param p ',
      'var v = ',
      'output o string = ',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      "'",
      "'''",
      '${',
      ':',
      ',',
      '\n',
      ' ',
      '?',
      '??',
      '.',
      '::',
      '=>',
      'for ',
      'in ',
      'if ',
      '@',
      '//',
      '/*',
      '!',
      '-',
      'name',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        records({ 'main.bicep': pieces.join('') });
      }),
      { numRuns: 500 },
    );
    expect(parseBicep({ path: 'deep.bicep', text: `var v = ${'['.repeat(10_000)}` }).errors).toHaveLength(1);
  });
});
