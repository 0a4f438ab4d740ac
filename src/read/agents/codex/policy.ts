import type { AgentFacts, Opening, Outcome } from '../../../model/index.ts';
import { entries, get, items, locate, text } from '../../tree/tree.ts';
import {
  type Answer,
  approve,
  type ControlDraft,
  decide,
  type Policy,
  serverAnswers,
  settingControl,
  settingOf,
} from '../policy.ts';
import { effectOf } from '../server/known.ts';
import type { ClientState, Loaded } from '../state.ts';

/** Keys that Codex drops from a project's file with a warning at start (codex-rs/config/src/loader/mod.rs). */
const USER_ONLY = [
  'chatgpt_base_url',
  'openai_base_url',
  'model_provider',
  'model_providers',
  'notify',
  'otel',
  'profile',
  'profiles',
  'apps_mcp_product_sku',
  'responses_api_metadata',
  'experimental_realtime_ws_base_url',
];

/** A file that lists trusted folders is somebody's own configuration, wherever it is kept. */
const isUserFile = (file: Loaded): boolean =>
  file.path.startsWith('~/') || get(file.parsed.tree, 'projects') !== undefined;

/** Approval policy and sandbox together; per-tool modes over the server's default (https://developers.openai.com/codex/config-reference). */
export function codexPolicy(state: ClientState): Policy {
  for (const file of state.files) markServers(state, file);
  const approval = settingOf(state, 'approval_policy');
  const sandbox = settingOf(state, 'sandbox_mode');
  const network = settingOf(state, 'sandbox_workspace_write.network_access');
  const mode = sandbox?.value ?? 'workspace-write';
  const asks = approval?.value ?? 'on-request';
  const at = [approval?.at, sandbox?.at].flatMap((one) => one ?? []);
  const said = `approval_policy ${approval ? `\`${asks}\`` : '`on-request` (default)'}, sandbox_mode ${sandbox ? `\`${mode}\`` : '`workspace-write` (default in a trusted folder)'}`;
  const answer = (outcome: Outcome): Answer => ({
    outcome,
    how: said,
    at,
    confidence: at.length > 0 ? 'high' : 'medium',
  });
  const open = mode === 'danger-full-access';
  const online = open || (mode === 'workspace-write' && network?.value === 'true');
  const refuse: Outcome = asks === 'never' ? 'deny' : 'ask';
  const decisions = decide(
    {
      read: answer('allow'),
      write: answer(asks === 'untrusted' ? 'ask' : mode === 'read-only' ? refuse : 'allow'),
      execute: answer(asks === 'untrusted' ? 'ask' : 'allow'),
      network: online
        ? { ...answer(asks === 'untrusted' ? 'ask' : 'allow'), at: [...at, ...(network ? [network.at] : [])] }
        : answer(refuse),
      credential: answer('allow'),
    },
    serverAnswers(state, () => ({
      outcome: asks === 'never' ? 'allow' : 'ask',
      how: 'tools of a server ask unless their annotations call them harmless',
      at: approval ? [approval.at] : [],
      confidence: 'medium',
    })),
  ).map((decision) =>
    // Without network the shell cannot deploy, pay or send, whatever it may run.
    !online && decision.how.startsWith('through the shell')
      ? { ...decision, outcome: refuse, how: `${said}: the sandbox has no network` }
      : decision,
  );
  return {
    decisions,
    autonomy: autonomy(asks, mode, online, said, at),
    openings: openings(state, approval, sandbox, online),
    autoTrust: state.files.flatMap((file) =>
      entries(get(file.parsed.tree, 'projects')).flatMap((entry) => {
        const level = get(entry.value, 'trust_level');
        return text(level) === 'trusted'
          ? [
              {
                how: `\`${entry.key}\` is trusted: its own configuration is loaded`,
                location: locate(file.path, level),
                all: true,
                folder: entry.key,
              },
            ]
          : [];
      }),
    ),
    inheritsEnvironment: inherits(state),
    controls: controls(state, approval, sandbox),
  };
}

function autonomy(
  asks: string,
  mode: string,
  online: boolean,
  said: string,
  locations: AgentFacts['autonomy']['locations'],
): AgentFacts['autonomy'] {
  const confidence = locations.length > 0 ? 'high' : 'medium';
  if (asks === 'untrusted') return { level: 'A1', how: said, locations, confidence };
  if (mode === 'danger-full-access') return { level: 'A4', how: said, locations, confidence };
  if (asks === 'never') return { level: online ? 'A4' : 'A3', how: said, locations, confidence };
  return { level: online ? 'A3' : 'A2', how: said, locations, confidence };
}

function openings(
  state: ClientState,
  approval: ReturnType<typeof settingOf>,
  sandbox: ReturnType<typeof settingOf>,
  online: boolean,
): Opening[] {
  const found: Opening[] = [];
  const open = sandbox?.value === 'danger-full-access';
  if (approval?.value === 'never')
    found.push({
      rule: 'codex-approval-never',
      what: '`approval_policy` is `never`',
      location: approval.at,
      scope: 'everything',
      bounded: !online,
    });
  if (open)
    found.push({
      rule: 'codex-full-access',
      what: '`sandbox_mode` is `danger-full-access`: nothing stands around its commands',
      location: sandbox.at,
      scope: 'everything',
    });
  for (const file of state.files) {
    for (const server of entries(get(file.parsed.tree, 'mcp_servers'))) {
      const mode = get(server.value, 'default_tools_approval_mode');
      const value = text(mode);
      const tool = state.tools.find((one) => one.tool.call.as === server.key)?.tool.id;
      if (value === 'approve')
        found.push({
          rule: 'codex-tools-approved',
          what: `every tool of \`${server.key}\` is approved in advance`,
          location: locate(file.path, mode),
          scope: 'server',
          tool,
        });
      // `auto` goes by the annotations the server gives its own tools; the protocol calls them untrusted.
      if (value === 'auto')
        found.push({
          rule: 'codex-tools-auto',
          what: `tools of \`${server.key}\` run without asking where the server itself calls them harmless`,
          location: locate(file.path, mode),
          scope: 'server',
          tool,
          bounded: true,
        });
    }
    for (const profile of entries(get(file.parsed.tree, 'profiles'))) {
      const mode = get(profile.value, 'sandbox_mode');
      if (isUserFile(file) && text(mode) === 'danger-full-access')
        found.push({
          rule: 'codex-full-access',
          what: `profile \`${profile.key}\` sets \`danger-full-access\``,
          location: locate(file.path, mode),
          scope: 'everything',
        });
    }
  }
  return found;
}

/** Per-tool approvals, put on the call. */
function markServers(state: ClientState, file: Loaded): void {
  for (const server of entries(get(file.parsed.tree, 'mcp_servers'))) {
    const found = state.tools.find((one) => one.tool.call.as === server.key)?.tool;
    if (!found) continue;
    const mode = get(server.value, 'default_tools_approval_mode');
    if (text(mode) === 'approve') approve(found, { name: '*', location: locate(file.path, mode) });
    for (const tool of entries(get(server.value, 'tools'))) {
      const own = get(tool.value, 'approval_mode');
      if (text(own) === 'approve')
        approve(found, {
          name: tool.key,
          location: locate(file.path, own),
          effect: effectOf(found.known, tool.key),
        });
    }
  }
}

function inherits(state: ClientState): AgentFacts['inheritsEnvironment'] {
  const all = settingOf(state, 'shell_environment_policy.inherit');
  const excludes = settingOf(state, 'shell_environment_policy.ignore_default_excludes');
  const narrowed = state.files.some((file) =>
    ['include_only', 'exclude'].some(
      (key) => items(get(file.parsed.tree, 'shell_environment_policy', key)).length > 0,
    ),
  );
  if (excludes?.value === 'true' && all?.value !== 'none' && all?.value !== 'core' && !narrowed)
    return {
      how: '`ignore_default_excludes` is true: names with KEY, SECRET or TOKEN are passed on too',
      location: excludes.at,
    };
  if (all?.value === 'all' && !narrowed)
    return { how: '`shell_environment_policy.inherit` is `all`', location: all.at };
  return undefined;
}

function controls(
  state: ClientState,
  approval: ReturnType<typeof settingOf>,
  sandbox: ReturnType<typeof settingOf>,
): ControlDraft[] {
  const found: ControlDraft[] = [];
  if (approval && approval.value !== 'never')
    found.push(settingControl('approval_policy', 'approve', 'approval-mode', approval.at));
  if (sandbox && sandbox.value !== 'danger-full-access')
    found.push(settingControl('sandbox_mode', 'evaluate', 'sandbox', sandbox.at));
  for (const file of state.files) {
    if (file.row.scope === 'managed' && entries(file.parsed.tree).length > 0)
      found.push(
        settingControl(
          'requirements',
          'evaluate',
          'managed-requirements',
          { path: file.path, startLine: 1, startColumn: 1 },
          true,
        ),
      );
    if (file.row.path !== '.codex/config.toml' || isUserFile(file)) continue;
    for (const entry of entries(file.parsed.tree)) {
      if (!USER_ONLY.includes(entry.key)) continue;
      found.push({
        name: entry.key,
        stage: entry.key === 'otel' ? 'log' : 'evaluate',
        state: 'ineffective',
        mechanism: 'unknown-key',
        rule: 'codex-project-key-ignored',
        why: `Codex drops \`${entry.key}\` from a project's configuration; it counts in the user's own file only`,
        direction:
          entry.key === 'otel' ||
          (/^profiles?$/.test(entry.key) &&
            /untrusted|on-request|read-only/.test(JSON.stringify(entry.value)))
            ? 'protective'
            : 'permissive',
        location: locate(file.path, entry.keySpan),
        confidence: 'medium',
      });
    }
  }
  return found;
}
