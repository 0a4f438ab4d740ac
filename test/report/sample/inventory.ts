import type { Edge, Node } from '../../../src/model/index.ts';
import { edge, node } from '../../support/graph.ts';

/** What the sample's project is like: an editor agent, a terminal agent, a CI agent and a service agent, two of them on one token. */
export const [CLAUDE, CURSOR, TRIAGE, SUPPORT] = [
  'agent:claude-code:.',
  'agent:cursor:.',
  'agent:claude-code-action:.github/workflows/triage.yml#triage/2',
  'agent:langgraph:services/support/graph.py',
];
export const PAT = 'cred:5f1d2c';
export const ROLE = 'aws:arn:aws:iam::111122223333:role/support-runtime';
export const ADMIN = 'aws:arn:aws:iam::111122223333:role/platform-admin';
export const KEY = 'env:acme/shop/ANTHROPIC_API_KEY';
export const DB = 'cred:77aa01';
export const GITHUB = 'mcp:npx:@modelcontextprotocol/server-github';
export const at = (path: string, startLine: number, startColumn = 1, endColumn = 40) => ({
  path,
  startLine,
  startColumn,
  endLine: startLine,
  endColumn,
});

const autonomy = (level: 'A2' | 'A4' | 'unknown', how: string, path: string, line: number) => ({
  level,
  how,
  confidence: 'high' as const,
  locations: [at(path, line)],
});

export const nodes: Node[] = [
  node('agent', CLAUDE, {
    name: 'claude-code',
    client: 'claude-code',
    surface: 'cli',
    autonomy: autonomy('A4', 'defaultMode is bypassPermissions', '.claude/settings.json', 4),
    locations: [at('.claude/settings.json', 4, 20, 39)],
    tier: { level: 1, why: 'acts alone on production' },
  }),
  node('agent', CURSOR, {
    name: 'cursor',
    client: 'cursor',
    surface: 'editor',
    autonomy: autonomy('unknown', 'its approvals live in the editor', '.cursor/mcp.json', 2),
    locations: [at('.cursor/mcp.json', 2)],
  }),
  node('agent', TRIAGE, {
    name: 'issue triage (claude-code-action)',
    client: 'claude-code-action',
    surface: 'ci',
    headless: true,
    autonomy: autonomy('A4', 'runs in CI without a person', '.github/workflows/triage.yml', 22),
    untrustedTrigger: { how: 'issue_comment', gated: false, location: at('.github/workflows/triage.yml', 3) },
    locations: [at('.github/workflows/triage.yml', 22)],
  }),
  node('agent', SUPPORT, {
    name: 'support (langgraph)',
    client: 'langgraph',
    surface: 'framework',
    autonomy: autonomy('A2', 'interrupt() before refunds', 'services/support/graph.py', 61),
    locations: [at('services/support/graph.py', 14)],
  }),
  node('tool', GITHUB, {
    name: 'github',
    toolKind: 'mcp-server',
    transport: 'stdio',
    capabilities: ['read', 'write', 'untrusted-input'],
    package: { name: '@modelcontextprotocol/server-github', runner: 'npx', pinned: false },
    locations: [at('.mcp.json', 5)],
  }),
  node('tool', 'mcp:url:https://tools.acme.example/mcp', {
    name: 'acme-tools',
    toolKind: 'mcp-server',
    transport: 'http',
    auth: 'none',
    capabilities: ['execute', 'private-data'],
    locations: [at('.cursor/mcp.json', 9)],
  }),
  node('tool', 'tool:langgraph:refund', {
    name: 'refund',
    toolKind: 'function',
    capabilities: ['money'],
    locations: [at('services/support/tools.py', 30)],
  }),
  node('credential', PAT, {
    name: 'GitHub personal access token (classic)',
    provider: 'github',
    rule: 'github-pat-classic',
    reference: 'literal',
    lifetime: { class: 'static', how: 'this token type never expires' },
    privilege: 'write',
    preview: 'ghp_…, 40 characters',
    fingerprint: '5f1d2c',
    revoke: 'https://github.com/settings/tokens',
    alternative: 'a GitHub App installation token, one hour',
    locations: [at('.mcp.json', 8, 26, 66)],
  }),
  node('credential', DB, {
    name: 'PostgreSQL connection string',
    reference: 'literal',
    lifetime: { class: 'static', how: 'a password has no end' },
    privilege: 'write',
    preview: 'postgres://…, 61 characters',
    fingerprint: '77aa01',
    locations: [at('services/support/.env', 3, 14, 75)],
  }),
  node('credential', KEY, {
    name: 'ANTHROPIC_API_KEY',
    provider: 'anthropic',
    reference: 'secretRef',
    lifetime: { class: 'static', how: 'API keys of this provider have no end' },
    privilege: 'write',
    locations: [at('.github/workflows/triage.yml', 24)],
  }),
  node('workload', 'ci:github:.github/workflows/triage.yml#triage', {
    name: 'triage',
    platform: 'github',
    locations: [at('.github/workflows/triage.yml', 10)],
  }),
  node('workload', 'k8s:Deployment/prod/support', {
    name: 'support',
    platform: 'kubernetes',
    environment: 'prod',
    locations: [at('deploy/support.yaml', 1)],
  }),
  node('identity', ROLE, {
    name: 'support-runtime',
    platform: 'aws',
    type: 'role',
    human: false,
    privilege: 'privileged',
    privilegeWhy: 'iam:PassRole on * with lambda:CreateFunction',
    locations: [{ path: 'aws:/iam/roles/support-runtime', source: 'api' }],
  }),
  node('identity', ADMIN, {
    name: 'platform-admin',
    platform: 'aws',
    type: 'role',
    human: false,
    privilege: 'admin',
    privilegeWhy: 'AdministratorAccess',
    locations: [{ path: 'aws:/iam/roles/platform-admin', source: 'api' }],
  }),
  node('resource', 'db:acme/customers', {
    name: 'customers (PostgreSQL)',
    platform: 'postgres',
    type: 'database',
    dataClass: 'regulated',
    locations: [at('services/support/.env', 3)],
  }),
  node('store', 'env-file:services/support/.env', {
    name: 'services/support/.env',
    platform: 'file',
    visibility: 'tracked',
    locations: [at('services/support/.env', 1)],
  }),
];

const hop = (
  from: string,
  kind: Edge['kind'],
  to: string,
  path: string,
  line: number,
  more: Partial<Edge> = {},
) => edge(from, kind, to, { locations: [at(path, line)], ...more });

export const edges: Edge[] = [
  hop(CLAUDE, 'calls', GITHUB, '.mcp.json', 5, { call: { as: 'github' } }),
  hop(CURSOR, 'calls', GITHUB, '.cursor/mcp.json', 3, { call: { as: 'gh' } }),
  hop(CURSOR, 'calls', 'mcp:url:https://tools.acme.example/mcp', '.cursor/mcp.json', 9, {
    call: { as: 'acme' },
  }),
  hop(SUPPORT, 'calls', 'tool:langgraph:refund', 'services/support/graph.py', 40, { call: { as: 'refund' } }),
  hop(GITHUB, 'holds', PAT, '.mcp.json', 8, { via: 'env', name: 'GITHUB_TOKEN', agent: CLAUDE }),
  hop(GITHUB, 'holds', PAT, '.cursor/mcp.json', 6, { via: 'env', name: 'GITHUB_TOKEN', agent: CURSOR }),
  hop(TRIAGE, 'holds', KEY, '.github/workflows/triage.yml', 24, { via: 'env', name: 'ANTHROPIC_API_KEY' }),
  hop(SUPPORT, 'holds', DB, 'services/support/.env', 3, { via: 'env', name: 'DATABASE_URL' }),
  hop(TRIAGE, 'runs-in', 'ci:github:.github/workflows/triage.yml#triage', '.github/workflows/triage.yml', 10),
  hop(SUPPORT, 'runs-in', 'k8s:Deployment/prod/support', 'deploy/support.yaml', 18),
  hop('k8s:Deployment/prod/support', 'acts-as', ROLE, 'deploy/support.yaml', 24),
  hop(ROLE, 'can-become', ADMIN, 'infra/iam.tf', 51, { name: 'PassRole + CreateFunction' }),
  hop(DB, 'stored-in', 'env-file:services/support/.env', 'services/support/.env', 3),
];
