import type { LifecycleCell, LifecycleRow, Stage } from '../../../src/model/index.ts';
import { CLAUDE, CURSOR, SUPPORT, TRIAGE } from './inventory.ts';

const cell = (state: LifecycleCell['state'], why: string): LifecycleCell => ({
  state,
  why,
  confidence: state === 'unknown' ? 'low' : 'high',
  evidence: [],
  searched: ['.claude/settings.json', '.mcp.json'],
});
const row = (agent: string, states: Record<Stage, LifecycleCell>): LifecycleRow => ({ agent, ...states });

export const lifecycle: LifecycleRow[] = [
  row(CLAUDE, {
    identify: cell('absent', 'it has no identity of its own: it acts with a personal token'),
    issue: cell('absent', 'its token never expires'),
    evaluate: cell('ineffective', 'the PreToolUse hook matches Bash only and never mcp__ tools'),
    log: cell('absent', 'no hook writes a record'),
    revoke: cell('absent', 'nothing revokes the token when the session ends'),
    approve: cell('absent', 'bypassPermissions answers every question'),
  }),
  row(CURSOR, {
    identify: cell('absent', 'it uses the token of claude-code'),
    issue: cell('absent', 'its token never expires'),
    evaluate: cell('unknown', 'approvals live in the editor'),
    log: cell('unknown', 'logs live in the editor'),
    revoke: cell('absent', 'nothing revokes the token'),
    approve: cell('unknown', 'approvals live in the editor'),
  }),
  row(TRIAGE, {
    identify: cell('present', 'job identity through OIDC'),
    issue: cell('absent', 'a stored API key'),
    evaluate: cell('absent', 'allowed_tools is not set'),
    log: cell('present', 'workflow log'),
    revoke: cell('unknown', 'the provider side was not read'),
    approve: cell('absent', 'no environment with reviewers'),
  }),
  row(SUPPORT, {
    identify: cell('present', 'IRSA'),
    issue: cell('present', 'STS, one hour'),
    evaluate: cell('unknown', 'no policy engine was found in reach'),
    log: cell('unknown', 'log sink not read'),
    revoke: cell('unknown', 'not decided'),
    approve: cell('present', 'interrupt() before refund'),
  }),
];
