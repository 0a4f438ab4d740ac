import type { AgentFacts, Location, Opening } from '../../../model/index.ts';
import { bool, get, items, locate, text } from '../../tree/tree.ts';
import {
  type Answer,
  approve,
  autonomyOf,
  type ControlDraft,
  decide,
  type Policy,
  serverAnswers,
} from '../policy.ts';
import { effectOf } from '../server/known.ts';
import type { ClientState, Loaded } from '../state.ts';
import { hookControls } from './hooks.ts';
import { ruleControls } from './ineffective.ts';
import { type ClaudeRule, isEverything, isInterpreter, mcpOf, rulesOf, sameName } from './rules.ts';

const TIERS: Loaded['row']['scope'][] = ['managed', 'local', 'project', 'user'];

/** First file, highest tier first, that has a value for the keys. */
function setting(
  state: ClientState,
  ...keys: string[]
): { value: string; at: Location; scope: string } | undefined {
  for (const scope of TIERS) {
    for (const file of state.files) {
      if (file.row.scope !== scope) continue;
      const tree = get(file.parsed.tree, ...keys);
      const value = text(tree);
      if (tree && value !== undefined) return { value, at: locate(file.path, tree), scope };
    }
  }
  return undefined;
}

/** Deny, then ask, then allow, over the merged lists; then the mode (https://code.claude.com/docs/en/permissions). */
export function claudePolicy(state: ClientState): Policy {
  const rules = rulesOf(state);
  markServers(state, rules);
  const mode = setting(state, 'permissions', 'defaultMode');
  const noBypass =
    setting(state, 'permissions', 'disableBypassPermissionsMode') ??
    setting(state, 'disableBypassPermissionsMode');
  const bypass = mode?.value === 'bypassPermissions' && noBypass?.value !== 'disable';
  const sandbox = sandboxOf(state);
  const answer = (tools: string[], fallback: Answer): Answer => {
    for (const effect of ['deny', 'ask', 'allow'] as const) {
      const hit = rules.find(
        (rule) =>
          rule.effect === effect &&
          (tools.includes(rule.tool) || (rule.tool === '*' && effect !== 'ask')) &&
          isEverything(rule.spec),
      );
      if (hit)
        return {
          outcome: effect,
          how: `\`${hit.pattern}\` in \`permissions.${effect}\``,
          at: [hit.location],
        };
    }
    if (bypass) return { outcome: 'allow', how: '`defaultMode` is `bypassPermissions`', at: [mode!.at] };
    if (mode?.value === 'dontAsk')
      return {
        outcome: 'deny',
        how: '`defaultMode` is `dontAsk`: what is not allowed is refused',
        at: [mode.at],
      };
    return fallback;
  };
  const byDefault = (outcome: Answer['outcome'], how: string): Answer => ({
    outcome,
    how,
    at: mode ? [mode.at] : [],
    confidence: 'medium',
  });
  const plan = mode?.value === 'plan';
  const interpreter = rules.find(
    (rule) => rule.effect === 'allow' && rule.tool === 'Bash' && rule.spec && isInterpreter(rule.spec),
  );
  const shell: Answer = interpreter
    ? {
        outcome: 'allow',
        how: `\`${interpreter.pattern}\` in \`permissions.allow\` runs any code`,
        at: [interpreter.location],
      }
    : sandbox?.auto
      ? { outcome: 'allow', how: 'commands run in the sandbox without asking', at: [sandbox.at] }
      : plan
        ? byDefault('deny', 'plan mode runs nothing')
        : mode?.value === 'auto'
          ? byDefault('unknown', '`auto` mode: a classifier decides on each command')
          : byDefault('ask', 'commands ask unless a rule allows them');
  const decisions = decide(
    {
      read: answer(['Read'], byDefault('allow', 'reading inside the project does not ask')),
      write: answer(
        ['Edit', 'Write', 'MultiEdit'],
        plan
          ? byDefault('deny', 'plan mode changes nothing')
          : mode?.value === 'acceptEdits'
            ? { outcome: 'allow', how: '`defaultMode` is `acceptEdits`', at: [mode.at] }
            : byDefault('ask', 'edits ask'),
      ),
      execute: answer(['Bash'], shell),
      network: answer(['WebFetch'], byDefault('ask', 'each new site asks')),
      credential: secretsAnswer(rules, byDefault('allow', 'no rule keeps it from reading secret files')),
    },
    serverAnswers(state, () =>
      answer(['mcp__*'], byDefault('ask', 'tools of a server ask unless a rule allows them')),
    ),
  );
  const boundary = sandbox?.auto ? { inPlace: true, how: 'the sandbox is on', at: [sandbox.at] } : undefined;
  const controls: ControlDraft[] = [...listControls(state), ...ruleControls(rules), ...hookControls(state)];
  if (mode && ['default', 'plan', 'acceptEdits'].includes(mode.value))
    controls.push({
      name: 'defaultMode',
      stage: 'approve',
      state: 'present',
      mechanism: 'approval-mode',
      location: mode.at,
      confidence: mode.scope === 'managed' ? 'high' : 'medium',
      direction: 'protective',
    });
  if (sandbox)
    controls.push({
      name: 'sandbox',
      stage: 'evaluate',
      state: 'present',
      mechanism: 'sandbox',
      location: sandbox.at,
      confidence: 'medium',
      direction: 'protective',
    });
  return {
    decisions,
    autonomy: autonomyOf(decisions, boundary),
    rules: rules.map(({ tool: _t, spec: _s, scope: _c, ...rule }) => rule),
    openings: openingsOf(state, rules, bypass ? mode : undefined, mode),
    autoTrust: trustOf(state),
    controls,
  };
}

/** Approvals that settings give to servers of `.mcp.json`, put on the call where the server is known. */
function markServers(state: ClientState, rules: ClaudeRule[]): void {
  for (const rule of rules) {
    const mcp = rule.effect === 'allow' && rule.spec === undefined ? mcpOf(rule.tool) : undefined;
    if (!mcp) continue;
    for (const { tool } of state.tools)
      if (sameName(tool.call.as, mcp.server))
        approve(tool, { name: mcp.name, location: rule.location, effect: effectOf(tool.known, mcp.name) });
  }
}

function openingsOf(
  state: ClientState,
  rules: ClaudeRule[],
  bypass: { at: Location } | undefined,
  mode: { value: string; at: Location } | undefined,
): Opening[] {
  const openings: Opening[] = [];
  if (bypass)
    openings.push({
      rule: 'claude-bypass-permissions',
      what: '`defaultMode` is `bypassPermissions`',
      location: bypass.at,
      scope: 'everything',
    });
  for (const rule of rules) {
    if (rule.effect !== 'allow') continue;
    const closed = rules.some(
      (other) => other.effect !== 'allow' && other.tool === rule.tool && isEverything(other.spec),
    );
    if (closed) continue;
    const mcp = rule.spec === undefined ? mcpOf(rule.tool) : undefined;
    if (rule.tool === '*')
      openings.push({
        rule: 'claude-allow-everything',
        what: '`permissions.allow` holds `*`',
        location: rule.location,
        scope: 'everything',
      });
    else if (rule.tool === 'Bash' && isEverything(rule.spec))
      openings.push({
        rule: 'claude-allow-bash',
        what: `\`permissions.allow\` holds \`${rule.pattern}\`, every command`,
        location: rule.location,
        scope: 'shell',
      });
    else if (mcp?.name === '*' && mcp.server !== '*') {
      const server = state.tools.find((one) => sameName(one.tool.call.as, mcp.server));
      openings.push({
        rule: 'claude-allow-server',
        what: `\`permissions.allow\` holds \`${rule.pattern}\`, every tool of that server`,
        location: rule.location,
        scope: 'server',
        tool: server?.tool.id,
      });
    }
  }
  if (mode?.value === 'acceptEdits')
    openings.push({
      rule: 'claude-accept-edits',
      what: '`defaultMode` is `acceptEdits`',
      location: mode.at,
      scope: 'edits',
    });
  return openings;
}

function trustOf(state: ClientState): AgentFacts['autoTrust'] {
  return state.files.flatMap((file) => {
    const all = get(file.parsed.tree, 'enableAllProjectMcpServers');
    const some = get(file.parsed.tree, 'enabledMcpjsonServers');
    return [
      ...(bool(all)
        ? [{ how: '`enableAllProjectMcpServers` is true', location: locate(file.path, all), all: true }]
        : []),
      ...(items(some).length > 0
        ? [
            {
              how: `\`enabledMcpjsonServers\` names ${items(some)
                .map((item) => `\`${text(item)}\``)
                .join(', ')}`,
              location: locate(file.path, some),
              all: false,
            },
          ]
        : []),
    ];
  });
}

const SECRET_PATHS = /\.env\b|secrets?\b|credentials?\b|\.ssh|\.aws|\.pem|id_rsa|\.key\b/i;

function secretsAnswer(rules: ClaudeRule[], fallback: Answer): Answer {
  const deny = rules.find(
    (rule) =>
      rule.effect === 'deny' &&
      rule.tool === 'Read' &&
      (isEverything(rule.spec) || SECRET_PATHS.test(rule.spec ?? '')),
  );
  if (!deny) return fallback;
  const shell = rules.find(
    (rule) =>
      rule.effect === 'allow' &&
      rule.tool === 'Bash' &&
      (isEverything(rule.spec) || isInterpreter(rule.spec!)),
  );
  if (shell)
    return {
      outcome: 'allow',
      how: `\`${deny.pattern}\` keeps the file tools away, \`${shell.pattern}\` still reads it through the shell`,
      at: [shell.location, deny.location],
    };
  return { outcome: 'deny', how: `\`${deny.pattern}\` in \`permissions.deny\``, at: [deny.location] };
}

function sandboxOf(state: ClientState): { at: Location; auto: boolean } | undefined {
  const enabled = setting(state, 'sandbox', 'enabled');
  if (enabled?.value !== 'true') return undefined;
  return { at: enabled.at, auto: setting(state, 'sandbox', 'autoAllowBashIfSandboxed')?.value !== 'false' };
}

/** Lists of rules as controls of the file: what they refuse or ask is a decision at the moment of the call. */
function listControls(state: ClientState): ControlDraft[] {
  return state.files.flatMap((file) =>
    (['deny', 'ask'] as const).flatMap((effect): ControlDraft[] => {
      const list = get(file.parsed.tree, 'permissions', effect);
      if (items(list).length === 0) return [];
      return [
        {
          name: `permissions.${effect}`,
          stage: effect === 'deny' ? 'evaluate' : 'approve',
          state: 'present',
          mechanism: 'permission-rule',
          direction: 'protective',
          location: locate(file.path, list),
          confidence: file.row.scope === 'managed' ? 'high' : 'medium',
        },
      ];
    }),
  );
}
