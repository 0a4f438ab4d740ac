import { expect, test } from 'vitest';
import { readLaunch } from '../../../src/read/agents/server/launch.ts';
import type { Word } from '../../../src/read/agents/server/words.ts';
import type { Tree } from '../../../src/read/tree/tree.ts';

const at = {
  kind: 'scalar',
  value: '',
  pointer: '',
  style: 'quoted',
  span: { start: 0, end: 0, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
} as Tree;
const word = (text: string): Word => ({ text, at });
const launch = (command: string, ...args: string[]) => readLaunch(word(command), args.map(word), '.');

test.each([
  [['npx', '-y', '@scope/server@1.2.3'], 'mcp:npx:@scope/server', '1.2.3', true],
  [['npx', '-y', '@scope/server'], 'mcp:npx:@scope/server', undefined, false],
  [['npx', '--yes', '--package', 'pkg@^1.0.0', 'bin'], 'mcp:npx:pkg', '^1.0.0', false],
  [['bunx', 'pkg@latest'], 'mcp:npx:pkg', 'latest', false],
  [['pnpm', 'dlx', 'pkg@2.0.0'], 'mcp:npx:pkg', '2.0.0', true],
  [['npm', 'exec', '--', 'pkg@2.0.0'], 'mcp:npx:pkg', '2.0.0', true],
  [['cmd', '/c', 'npx', '-y', 'pkg'], 'mcp:npx:pkg', undefined, false],
  [['uvx', 'Pkg==1.4'], 'mcp:uvx:pkg', '1.4', true],
  [
    ['uvx', '--from', 'git+https://github.com/a/b', 'b'],
    'mcp:uvx:git+https://github.com/a/b',
    undefined,
    false,
  ],
  [['uvx', '--python', '3.12', 'pkg@latest'], 'mcp:uvx:pkg', 'latest', false],
  [['uv', 'tool', 'run', 'pkg'], 'mcp:uvx:pkg', undefined, false],
  [['pipx', 'run', 'pkg'], 'mcp:uvx:pkg', undefined, false],
  [['docker', 'run', '-i', '--rm', '-e', 'A_TOKEN', 'ghcr.io/a/b:v1'], 'mcp:docker:ghcr.io/a/b', 'v1', true],
  [['docker', 'run', 'localhost:5000/a/b'], 'mcp:docker:localhost:5000/a/b', undefined, false],
  [['podman', 'run', '-i', 'a/b:latest'], 'mcp:docker:a/b', 'latest', false],
  [['go', 'run', 'example.com/x@v1.2.3'], 'mcp:go:example.com/x', 'v1.2.3', true],
  [['deno', 'run', '-A', 'npm:pkg@1.0.0'], 'mcp:npx:pkg', '1.0.0', true],
] as const)('%j', ([command, ...args], id, version, pinned) => {
  const found = launch(command, ...args);
  expect(found).toMatchObject({ id, package: { pinned } });
  expect(found.package?.version).toBe(version);
});

test.each([
  [['node', 'dist/index.js'], 'mcp:cmd:node dist/index.js'],
  [['node', '${workspaceFolder}/dist/index.js'], 'mcp:cmd:node dist/index.js'],
  [['python', '-m', 'my.server'], 'mcp:cmd:python -m my.server'],
  [['./bin/start.sh'], 'mcp:cmd:bin/start.sh'],
  [['uv', '--directory', '/srv/x', 'run', 'server.py'], 'mcp:cmd:uv run /srv/x/server.py'],
  [['npx -y pkg'], 'mcp:npx:pkg'],
  [['bash', '-lc', 'cd x && exec node server.js'], 'mcp:cmd:node server.js'],
  [['env', 'A=b', 'npx', 'pkg'], 'mcp:npx:pkg'],
  [['op', 'run', '--', 'npx', 'pkg'], 'mcp:npx:pkg'],
] as const)('%j is %s', ([command, ...args], id) => {
  expect(launch(command, ...args).id).toBe(id);
});

test('what docker is told of variables and folders', () => {
  const found = launch(
    'docker',
    'run',
    '-e',
    'A_TOKEN',
    '--env=B=c',
    '-v',
    '/home/me/.aws:/root/.aws:ro',
    '--env-file',
    '.env',
    'img',
  );
  expect(found.passed.map(({ text }) => text)).toEqual(['A_TOKEN']);
  expect(found.set.map(({ text }) => text)).toEqual(['B=c']);
  expect(found.mounts.map(({ text }) => text)).toEqual(['/home/me/.aws:/root/.aws:ro']);
  expect(found.around.envFiles.map(({ text }) => text)).toEqual(['.env']);
});

test('a bridge is the address it connects to', () => {
  expect(launch('npx', '-y', 'mcp-remote', 'https://mcp.acme.dev/sse').bridge?.text).toBe(
    'https://mcp.acme.dev/sse',
  );
});

test.each([
  ['', []],
  ['npx', []],
  ['docker', ['run']],
  ['uv', ['run']],
  ['bash', ['-c']],
  ['cmd', ['/c']],
  ['"', ['\\']],
] as const)('half a command line does not throw: %j %j', (command, args) => {
  expect(() => launch(command, ...args)).not.toThrow();
});
