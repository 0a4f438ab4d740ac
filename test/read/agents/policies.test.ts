import { expect, test } from 'vitest';
import type { AgentNode, Observation } from '../../../src/model/index.ts';
import { reader } from '../../../src/read/agents/client.reader.ts';
import { reader as subAgentReader } from '../../../src/read/agents/subagent.reader.ts';
import { readAll } from './support.ts';

const agentOf = (files: Record<string, string>, id: string): AgentNode =>
  readAll(files, [reader]).flatMap((o: Observation) =>
    o.type === 'node' && o.node.kind === 'agent' && o.node.id === id ? [o.node] : [],
  )[0]!;

const outcome = (agent: AgentNode) =>
  Object.fromEntries(agent.decisions!.map(({ tool, outcome: said }) => [tool, said]));

const claude = (settings: object) =>
  agentOf({ '.claude/settings.json': JSON.stringify(settings) }, 'agent:claude-code:.');

test('Claude Code: deny, then ask, then allow, then the mode', () => {
  expect(outcome(claude({ permissions: { allow: ['Bash'], deny: ['Bash'] } }))).toMatchObject({
    execute: 'deny',
  });
  expect(outcome(claude({ permissions: { allow: ['Bash'], ask: ['Bash'] } }))).toMatchObject({
    execute: 'ask',
  });
  expect(outcome(claude({ permissions: { allow: ['Bash'] } }))).toMatchObject({
    execute: 'allow',
    deploy: 'allow',
  });
  expect(outcome(claude({ permissions: { allow: ['Bash(npm test:*)'] } }))).toMatchObject({
    execute: 'ask',
    read: 'allow',
    write: 'ask',
  });
  expect(outcome(claude({ permissions: { defaultMode: 'acceptEdits' } }))).toMatchObject({
    write: 'allow',
    execute: 'ask',
  });
  expect(outcome(claude({ permissions: { defaultMode: 'plan' } }))).toMatchObject({
    write: 'deny',
    execute: 'deny',
  });
  expect(claude({ permissions: { defaultMode: 'bypassPermissions' } }).autonomy.level).toBe('A4');
  expect(claude({ sandbox: { enabled: true } }).autonomy.level).toBe('A3');
  expect(claude({ permissions: { allow: ['Bash(python:*)'] } }).autonomy.level).toBe('A4');
});

test('Claude Code: local settings go before the shared ones, managed before both', () => {
  const files = {
    '.claude/settings.json': '{"permissions":{"defaultMode":"bypassPermissions"}}',
    '.claude/settings.local.json': '{"permissions":{"defaultMode":"default"}}',
  };
  expect(agentOf(files, 'agent:claude-code:.').autonomy.level).toBe('A1');
  const managed = { ...files, 'managed-settings.json': '{"permissions":{"defaultMode":"plan"}}' };
  expect(outcome(agentOf(managed, 'agent:claude-code:.'))).toMatchObject({ write: 'deny' });
});

test('secret files stay readable through an open shell', () => {
  const agent = claude({ permissions: { deny: ['Read(./.env)'], allow: ['Bash'] } });
  expect(agent.decisions!.find(({ tool }) => tool === 'credential')).toMatchObject({ outcome: 'allow' });
  expect(outcome(claude({ permissions: { deny: ['Read(./.env)'] } }))).toMatchObject({ credential: 'deny' });
});

test.each([
  ['', 'A2', 'ask'],
  ['approval_policy = "untrusted"', 'A1', 'ask'],
  ['approval_policy = "never"', 'A3', 'deny'],
  ['approval_policy = "never"\nsandbox_mode = "danger-full-access"', 'A4', 'allow'],
  ['[sandbox_workspace_write]\nnetwork_access = true', 'A3', 'allow'],
  ['sandbox_mode = "read-only"', 'A2', 'ask'],
])('Codex: %j is %s, network %s', (text, level, network) => {
  const agent = agentOf({ '.codex/config.toml': `model = "x"\n${text}\n` }, 'agent:codex:.');
  expect(agent.autonomy.level).toBe(level);
  expect(outcome(agent)).toMatchObject({ network });
});

test.each([
  ['{}', 'allow', 'allow', 'A4'],
  ['{"permission": "ask"}', 'ask', 'ask', 'A1'],
  ['{"permission": {"*": "ask", "bash": "allow"}}', 'allow', 'ask', 'A4'],
  ['{"permission": {"bash": "deny", "*": "allow"}}', 'allow', 'allow', 'A4'],
  [
    '{"permission": {"*": "allow", "bash": "deny", "edit": "deny", "webfetch": "deny"}}',
    'deny',
    'deny',
    'A0',
  ],
  ['{"tools": {"bash": false}}', 'deny', 'allow', 'A2'],
])('opencode: %s', (text, execute, write, level) => {
  const agent = agentOf({ 'opencode.json': text }, 'agent:opencode:.');
  expect(outcome(agent)).toMatchObject({ execute, write });
  expect(agent.autonomy.level).toBe(level);
});

test('Gemini CLI: the highest priority wins over the mode', () => {
  const files = {
    '.gemini/settings.json': '{"general": {"defaultApprovalMode": "auto_edit"}}',
    '.gemini/policies/a.toml':
      '[[rule]]\ntoolName = "run_shell_command"\ndecision = "allow"\npriority = 10\n[[rule]]\ntoolName = "run_shell_command"\ndecision = "deny"\npriority = 20\n',
  };
  expect(outcome(agentOf(files, 'agent:gemini-cli:.'))).toMatchObject({ execute: 'deny', write: 'allow' });
});

test('all files of a folder are one agent, and a broken file is a gap', () => {
  const said = readAll(
    {
      '.mcp.json': '{"mcpServers": {"a": {"command": "npx", "args": ["-y", "a@1.0.0"]}',
      '.claude/settings.json': '{}',
    },
    [reader],
  );
  const ids = new Set(said.flatMap((o) => (o.type === 'node' && o.node.kind === 'agent' ? [o.node.id] : [])));
  expect([...ids]).toEqual(['agent:claude-code:.']);
  expect(said.some((o) => o.type === 'gap')).toBe(true);
});

test('hostile shapes do not throw', () => {
  for (const text of [
    '[]',
    'null',
    '{"mcpServers": []}',
    '{"mcpServers": {"a": null, "b": 1, "c": {"command": {"x": []}, "args": {}, "env": [null], "headers": "x"}}}',
    '{"permissions": "x", "hooks": [1]}',
    '\u0000',
    '{"hooks": {"PreToolUse": [null, {"hooks": [null]}]}}',
  ]) {
    for (const path of [
      '.mcp.json',
      '.claude/settings.json',
      '.vscode/mcp.json',
      'opencode.json',
      '.gemini/settings.json',
      '.cursor/mcp.json',
      '.codex/config.toml',
      'x/.config/goose/config.yaml',
    ])
      expect(() => readAll({ [path]: text }, [reader])).not.toThrow();
  }
});

test('Roo modes are agents of their own, narrowed by their groups', () => {
  const files = {
    '.roo/mcp.json': '{"mcpServers":{"db":{"command":"npx","args":["mcp-server-sqlite@1.0.0"]}}}',
    '.roomodes':
      'customModes:\n  - slug: docs\n    name: Docs\n    groups:\n      - read\n      - - edit\n        - fileRegex: \\.md$\n  - slug: ops\n    name: Ops\n    groups: [read, command, mcp]\n',
  };
  const all = readAll(files, [reader, subAgentReader]);
  const mode = (id: string) =>
    all.flatMap((o) =>
      o.type === 'node' && o.node.kind === 'agent' && o.node.id === id ? [o.node] : [],
    )[0]!;
  const docs = mode('agent:roo:.#docs');
  expect(outcome(docs)).toMatchObject({ read: 'ask', write: 'ask', execute: 'deny', network: 'deny' });
  expect(docs.locations[0]).toMatchObject({ path: '.roomodes', startLine: 2 });
  const calls = (id: string) =>
    all.filter((o) => o.type === 'edge' && o.edge.kind === 'calls' && o.edge.from === id).length;
  expect(outcome(mode('agent:roo:.#ops'))).toMatchObject({ write: 'deny', execute: 'ask' });
  expect(calls('agent:roo:.#docs')).toBe(0);
  expect(calls('agent:roo:.#ops')).toBe(1);
});

test.each([
  ['{}', 'A1', 'ask'],
  ['{"sessionDefaultSettings":{"autonomyLevel":"auto-low"}}', 'A2', 'ask'],
  ['{"sessionDefaultSettings":{"autonomyLevel":"medium"}}', 'A3', 'allow'],
  ['{"sessionDefaultSettings":{"autonomyLevel":"high"}}', 'A4', 'allow'],
])('Factory Droid: %s is %s', (settings, level, network) => {
  const agent = agentOf({ '.factory/settings.json': settings }, 'agent:factory:.');
  expect(agent.autonomy.level).toBe(level);
  expect(outcome(agent)).toMatchObject({ network });
});
