import { expect, test } from 'vitest';
import { parseJson } from '../../src/read/tree/json.ts';
import { parseToml } from '../../src/read/tree/toml.ts';
import { get, locate, plain } from '../../src/read/tree/tree.ts';
import { parseYaml } from '../../src/read/tree/yaml.ts';

test('JSON, YAML and TOML become one tree with places', () => {
  const j = parseJson('{"a": [1, {"b": "c"}], // x\n "d": true,}');
  expect(plain(j.tree)).toEqual({ a: [1, { b: 'c' }], d: true });
  expect(locate('f', get(j.tree, 'a', 1, 'b'))).toMatchObject({ startLine: 1, startColumn: 17 });
  const y = parseYaml('a: &x\n  b: !Ref c\nd: *x\ne:\n  <<: *x\n  f: |\n    hi\n---\nz: 1\n');
  expect(plain(y[0]!.tree)).toEqual({
    a: { b: { '!Ref': 'c' } },
    d: { b: { '!Ref': 'c' } },
    e: { b: { '!Ref': 'c' }, f: 'hi\n' },
  });
  const t = parseToml(
    'a = 1\n[mcp_servers.x]\ncommand = "npx"\nargs = ["-y"]\nenv = { A = "b" }\n[[rule]]\nn = "q"\n[[rule]]\nn = "r"\n',
  );
  expect(plain(t.tree)).toEqual({
    a: 1,
    mcp_servers: { x: { command: 'npx', args: ['-y'], env: { A: 'b' } } },
    rule: [{ n: 'q' }, { n: 'r' }],
  });
});

test('an alias bomb stops with an error', () => {
  const bomb =
    'a: &a [x,x,x,x,x,x,x,x,x]\n' +
    'bcdefgh'
      .split('')
      .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
      .join('\n');
  const [document] = parseYaml(bomb);
  expect(document!.errors[0]!.message).toContain('aliases');
});
