#!/usr/bin/env node
// npm run new -- secret|check|client NAME: writes the files that a new rule needs, ready to be filled in.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const USAGE = `Usage: npm run new -- secret PROVIDER     one file: rules/secrets/<provider>.yaml
       npm run new -- check GROUP         two files: rules/checks/NHI-<GROUP>-NNN.yaml and src/checks/NHI-<GROUP>-NNN.ts
       npm run new -- client NAME         one file: rules/agents/<name>.yaml`;

const TEMPLATES = {
  secret(name) {
    return {
      [`rules/secrets/${name}.yaml`]: `provider: ${name}
name: ${name[0].toUpperCase()}${name.slice(1)}
class: saas
docs: https://
rules:
  - id: ${name}-api-key
    title: ${name[0].toUpperCase()}${name.slice(1)} API key
    literals: [${name.slice(0, 4)}_]
    pattern: '${name.slice(0, 4)}_[A-Za-z0-9]{32}'
    kind: api-key
    identity: service
    lifetime: static
    privilege: unknown
    confidence: high
    examples:
      match: ['key = "{{token}}"']
      ignore: ['key = "${name.slice(0, 4)}_your_key_here"']
`,
    };
  },
  check(group) {
    const prefix = `NHI-${group.toUpperCase()}-`;
    const taken = readdirSync('rules/checks').map((file) =>
      Number(file.startsWith(prefix) ? file.slice(prefix.length, -5) : 0),
    );
    const id = `${prefix}${String(Math.max(0, ...taken) + 1).padStart(3, '0')}`;
    return {
      [`rules/checks/${id}.yaml`]: `id: ${id}
title: What is wrong, as a statement
group: ${group.toLowerCase()}
severity: medium
confidence: medium
stage: preview
why: |
  What is wrong and why it matters.
fix: |
  What to do.
frameworks:
  - OWASP-NHI:NHI5:2025
needs: [agents]
examples:
  - name: the case that must fire
    files:
      .mcp.json: |
        { "mcpServers": { "x": { "command": "npx", "args": ["-y", "some-server"] } } }
    expect:
      - { path: .mcp.json, line: 1 }
  - name: the case that must stay silent
    files:
      .mcp.json: |
        { "mcpServers": {} }
    expect: none
`,
      [`src/checks/${id}.ts`]: `import { nodesOf } from '../inventory/graph.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: '${id}',
  *run(graph) {
    for (const tool of nodesOf(graph, 'tool')) {
      yield { message: \`\\\`\${tool.name}\\\` …\`, entities: [tool.id], locations: tool.locations };
    }
  },
};
`,
    };
  },
  client(name) {
    return {
      [`rules/agents/${name}.yaml`]: `name: ${name[0].toUpperCase()}${name.slice(1)}
surface: editor
docs: https://
modelled: ${new Date().toISOString().slice(0, 7)}
# Reference grammars this client resolves; one it does not resolve is a guard without effect.
references: [env-colon]
files:
  - { path: .${name}/mcp.json, scope: project, format: json, servers: [mcpServers] }
defaults:
  autonomy: unknown
  outcomes: {}
  how: what the documentation says happens when nothing is configured
`,
    };
  },
};

const [kind, name] = process.argv.slice(2);
if (!TEMPLATES[kind] || !/^[a-z][a-z0-9-]*$/i.test(name ?? '')) {
  console.error(USAGE);
  process.exit(2);
}
const files = TEMPLATES[kind](name);
const existing = Object.keys(files).filter((path) => existsSync(path));
if (existing.length > 0) {
  console.error(`already there: ${existing.join(', ')}`);
  process.exit(2);
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
console.log('Fill it in, then: npm run generate && npx vitest run test/rules.test.ts');
