import type { CheckRule, FindingDraft, Severity } from '../../../src/model/index.ts';
import {
  ADMIN,
  at,
  CLAUDE,
  CURSOR,
  DB,
  GITHUB,
  KEY,
  nodes,
  PAT,
  ROLE,
  SUPPORT,
  TRIAGE,
} from './inventory.ts';

const check = (
  id: string,
  severity: Severity,
  title: string,
  frameworks: string[],
  needs: CheckRule['needs'],
): CheckRule => ({
  id,
  title,
  severity,
  frameworks,
  needs,
  group: 'sample',
  confidence: 'high',
  stage: 'stable',
  why: `${title}: whoever reaches it has what it may do.\n\nLonger text follows in a second paragraph.`,
  fix: 'Revoke it, then let the platform issue a short-lived one: `permissions: { id-token: write }`.',
  examples: [],
});

export const catalogue: CheckRule[] = [
  check(
    'NHI-SEC-001',
    'critical',
    'Literal credential in an agent or MCP configuration',
    ['OWASP-NHI:NHI2:2025', 'OWASP-ASI:ASI03', 'CWE:CWE-798'],
    ['agents'],
  ),
  check(
    'NHI-SEC-008',
    'high',
    'Live-looking env file tracked or unignored next to an agent',
    ['OWASP-NHI:NHI2:2025'],
    ['files'],
  ),
  check(
    'NHI-AGT-002',
    'high',
    'Several agents use the same credential reference',
    ['OWASP-NHI:NHI9:2025', 'OWASP-ASI:ASI03'],
    ['agents'],
  ),
  check('NHI-AGT-003', 'high', 'Approvals switched off', ['OWASP-ASI:ASI02'], ['agents']),
  check(
    'NHI-AGT-010',
    'high',
    'Remote tool server without authentication or TLS',
    ['OWASP-MCP:MCP07:2025'],
    ['agents'],
  ),
  check(
    'NHI-AGT-014',
    'medium',
    'Unpinned tool server package runs with credentials',
    ['OWASP-ASI:ASI04'],
    ['agents'],
  ),
  check(
    'NHI-CI-005',
    'critical',
    'AI agent step reachable by untrusted input while holding secrets',
    ['OWASP-ASI:ASI01', 'OWASP-CICD:CICD-SEC-4'],
    ['ci'],
  ),
  check(
    'NHI-CLD-003',
    'critical',
    'Agent role can escalate its own privilege',
    ['OWASP-NHI:NHI5:2025', 'OWASP-ASI:ASI03'],
    ['iam'],
  ),
  check(
    'NHI-RTC-006',
    'medium',
    'Decisions are not logged with an explainable path',
    ['NIST-CSF:PR.PS-04'],
    ['agents'],
  ),
  check(
    'NHI-WID-002',
    'high',
    'SPIRE entry maps several agents to one SPIFFE ID',
    ['OWASP-NHI:NHI4:2025'],
    ['spiffe'],
  ),
];

export const drafts: Record<string, FindingDraft[]> = {
  'NHI-SEC-001': [
    {
      rule: 'github-pat-classic',
      message:
        'Tool server `github` is given GitHub personal access token (classic) as a literal in `GITHUB_TOKEN` (ghp_…, 40 characters).',
      entities: [GITHUB, PAT],
      route: [CLAUDE, GITHUB, PAT],
      locations: [at('.mcp.json', 8, 26, 66), at('.cursor/mcp.json', 6, 26, 66)],
      key: '5f1d2c',
    },
  ],
  'NHI-SEC-008': [
    {
      message:
        'Tracked file `services/support/.env` holds PostgreSQL connection string (postgres://…, 61 characters).',
      entities: [DB, 'env-file:services/support/.env', SUPPORT],
      route: [SUPPORT, DB],
      locations: [at('services/support/.env', 3, 14, 75)],
      key: '77aa01',
    },
  ],
  'NHI-AGT-002': [
    {
      message:
        'Agents `claude-code` and `cursor` use one GitHub personal access token (classic): they can be neither told apart nor revoked apart.',
      entities: [PAT, CLAUDE, CURSOR],
      locations: [at('.mcp.json', 8), at('.cursor/mcp.json', 6)],
      key: '5f1d2c',
    },
  ],
  'NHI-AGT-003': [
    {
      rule: 'claude-bypass-permissions',
      message: 'Agent `claude-code` acts without asking: `defaultMode` is `bypassPermissions`.',
      entities: [CLAUDE],
      locations: [at('.claude/settings.json', 4, 20, 39)],
      fix: 'Set `"defaultMode": "default"` in .claude/settings.json and allow single commands by rule.',
    },
  ],
  'NHI-AGT-010': [
    {
      message: 'Remote tool server `acme-tools` is called without any credential.',
      entities: ['mcp:url:https://tools.acme.example/mcp', CURSOR],
      locations: [at('.cursor/mcp.json', 9)],
    },
  ],
  'NHI-AGT-014': [
    {
      message:
        'Tool server package `@modelcontextprotocol/server-github` has no version and runs with a token.',
      entities: [GITHUB],
      locations: [at('.mcp.json', 7), at('.cursor/mcp.json', 5)],
    },
  ],
  'NHI-CI-005': [
    {
      rule: 'issue-comment-agent',
      message:
        'Anyone who can comment starts agent `issue triage`, which holds `ANTHROPIC_API_KEY` and a write token.',
      entities: [TRIAGE, KEY],
      route: [TRIAGE, KEY],
      locations: [at('.github/workflows/triage.yml', 22), at('.github/workflows/triage.yml', 3)],
    },
  ],
  'NHI-CLD-003': [
    {
      rule: 'passrole-lambda',
      message:
        'Role `support-runtime`, which agent `support` acts as, can become `platform-admin` by PassRole and CreateFunction.',
      entities: [ROLE, SUPPORT],
      route: [SUPPORT, 'k8s:Deployment/prod/support', ROLE, ADMIN],
      locations: [{ path: 'aws:/iam/roles/support-runtime', source: 'api' }],
    },
  ],
  'NHI-RTC-006': [CLAUDE, CURSOR, TRIAGE, SUPPORT].map((agent) => ({
    message: `Decisions of agent \`${nodes.find(({ id }) => id === agent)!.name}\` leave no record that names the rule.`,
    entities: [agent],
    locations: nodes.find(({ id }) => id === agent)!.locations,
    confidence: 'medium' as const,
  })),
};
