import { beforeAll, describe, expect, it } from 'vitest';
import { parseHcl, prepareHcl } from '../../src/read/tree/hcl.ts';
import { entries, get, plain } from '../../src/read/tree/tree.ts';

beforeAll(prepareHcl);

const value = (expression: string) => plain(get(parseHcl(`x = ${expression}\n`).tree, 'x'));

describe('HCL into the common tree', () => {
  it.each<[string, unknown]>([
    ['"plain"', 'plain'],
    ['"a\\n\\"b\\u00e9"', 'a\n"bé'],
    ['"$${aws:username}"', '${aws:username}'],
    ['-5', -5],
    ['012345678901', '012345678901'],
    ['true', true],
    ['null', null],
    ['[1, ["a"], {}]', [1, ['a'], {}]],
    [
      '{ a = 1, "b:c" : 2, (local.k) = 3, "${var.p}:sub" = 4 }',
      { a: 1, 'b:c': 2, '${local.k}': 3, '${var.p}:sub': 4 },
    ],
    ['var.a[0].b', { '!expr': 'var.a[0].b' }],
    ['"${var.a}"', { '!expr': 'var.a' }],
    ['"x-${var.a}/*"', { '!template': ['x-', { '!expr': 'var.a' }, '/*'] }],
    ['jsonencode({ a = [] })', { '!call jsonencode': [{ a: [] }] }],
    ['var.y ? "a" : "b"', { '!cond': [{ '!expr': 'var.y' }, 'a', 'b'] }],
    [
      '[for a in b : a.arn]',
      { '!for': [null, 'a', { '!expr': 'b' }, null, { '!expr': 'a.arn' }, null, false] },
    ],
    [
      '{ for k, v in b : k => v... if v }',
      { '!for': ['k', 'v', { '!expr': 'b' }, { '!expr': 'k' }, { '!expr': 'v' }, { '!expr': 'v' }, true] },
    ],
    ['one(a.b[*].c)', { '!call one': [{ '!expr': 'a.b[*].c' }] }],
    ['f(a)[0].b', { '!get': [{ '!call f': [{ '!expr': 'a' }] }, 0, 'b'] }],
    ['f(a...)', { '!call f': [{ '!spread': [{ '!expr': 'a' }] }] }],
    [
      'a.b == "x" && !c',
      { '!op &&': [{ '!op ==': [{ '!expr': 'a.b' }, 'x'] }, { '!op !': [{ '!expr': 'c' }] }] },
    ],
    [
      '"a%{ if b }c%{ else }d%{ endif }"',
      { '!template': ['a', { '!cond': [{ '!expr': 'b' }, { '!template': ['c'] }, { '!template': ['d'] }] }] },
    ],
    ['(\n  "in brackets" # why\n)', 'in brackets'],
  ])('%s', (expression, expected) => expect(value(expression)).toEqual(expected));

  it('keeps white space of heredocs and splits at expressions', () => {
    expect(value('<<EOF\n{\n  "a": "${b}"\n}\nEOF')).toEqual({
      '!template': ['{\n  "a": "', { '!expr': 'b' }, '"\n}'],
    });
    expect(value('<<-EOF\n  one\n  two\n  EOF')).toBe('  one\n  two');
  });

  it('keeps every block with its labels and places in UTF-16 units', () => {
    const source = '# é😀\nresource "t" "a" {\n  s { n = 1 }\n  s { n = 2 }\n}\nresource "t" "b" {}\n';
    const { tree, errors } = parseHcl(source);
    expect(errors).toEqual([]);
    expect(entries(tree).map((entry) => entry.key)).toEqual(['resource', 'resource']);
    const a = get(entries(tree)[0]!.value, 't', 'a');
    expect(entries(a).map((entry) => plain(entry.value))).toEqual([{ n: 1 }, { n: 2 }]);
    expect(source.slice(a!.span.start, a!.span.end)).toMatch(/^resource "t" "a" [\s\S]*}$/);
    expect(a!.span).toMatchObject({ startLine: 2, startColumn: 1, endLine: 5 });
    expect(a!.pointer).toBe('/resource/t/a');
  });

  it('reads around an error and says where it is', () => {
    const { tree, errors } = parseHcl('a = 1\nb = = 2\nresource "t" "x" {\n  c = 3\n}\n');
    expect(errors[0]).toMatchObject({ line: 2 });
    expect(plain(get(tree, 'a'))).toBe(1);
  });

  it('does not fall over deep nesting', () => {
    expect(() => parseHcl(`x = ${'['.repeat(3000)}${']'.repeat(3000)}`)).not.toThrow();
  });
});
