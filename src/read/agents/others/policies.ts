import type { Location, Opening } from '../../../model/index.ts';
import { get, items, locate, text } from '../../tree/tree.ts';
import { commandEffect } from '../commands.ts';
import { genericPolicy } from '../generic.ts';
import { approve, type Policy, serverOpenings, settingControl, settingOf } from '../policy.ts';
import { effectOf } from '../server/known.ts';
import type { ClientState } from '../state.ts';
import { dig } from '../state.ts';

/** Clients whose own settings are few: the defaults of their table, and what these settings change. */

function widen(policy: Policy, opening: Opening | undefined, level: 'A2' | 'A4' = 'A4'): Policy {
  if (!opening) return policy;
  const decisions = policy.decisions.map((decision) => ({
    ...decision,
    outcome: 'allow' as const,
    how: opening.what,
    confidence: 'high' as const,
    locations: [opening.location],
  }));
  return {
    ...policy,
    decisions: level === 'A4' ? decisions : policy.decisions,
    openings: [...(policy.openings ?? []), opening],
    autonomy: { level, how: opening.what, locations: [opening.location], confidence: 'high' },
  };
}

/** Whole servers opened by a list, for clients with nothing else to say. */
export function listPolicy(state: ClientState): Policy {
  return { ...genericPolicy(state), openings: serverOpenings(state, `${state.rule.id}-server-approved`) };
}

/** `permissions` of the CLI: deny beats allow (https://cursor.com/docs/cli/reference/permissions). */
export function cursorPolicy(state: ClientState): Policy {
  const policy = genericPolicy(state);
  const list = (key: string) =>
    state.files.flatMap((file) =>
      items(dig(file.parsed.tree, key)).flatMap((item) =>
        text(item) ? [{ pattern: text(item)!, at: locate(file.path, item) }] : [],
      ),
    );
  const allow = list('permissions.allow');
  const deny = list('permissions.deny');
  const openings: Opening[] = [];
  for (const { pattern, at } of allow) {
    if (/^Shell\(\*+\)$|^Shell$/.test(pattern))
      openings.push({
        rule: 'cursor-allow-shell',
        what: `\`permissions.allow\` holds \`${pattern}\`, every command`,
        location: at,
        scope: 'shell',
      });
    else if (/^Mcp\(\*(?::\*)?\)$/.test(pattern))
      openings.push({
        rule: 'cursor-allow-servers',
        what: `\`permissions.allow\` holds \`${pattern}\`, every tool of every server`,
        location: at,
        scope: 'server',
      });
  }
  for (const { pattern, at } of list('mcpAllowlist'))
    if (pattern === '*:*' || pattern === '*')
      openings.push({
        rule: 'cursor-allow-servers',
        what: '`mcpAllowlist` holds `*:*`, every tool of every server',
        location: at,
        scope: 'server',
      });
  for (const { pattern, at } of list('terminalAllowlist'))
    if (pattern === '*')
      openings.push({
        rule: 'cursor-allow-shell',
        what: '`terminalAllowlist` holds `*`, every command',
        location: at,
        scope: 'shell',
      });
  const rules = [
    ...allow.map((one) => ({ ...one, effect: 'allow' as const })),
    ...deny.map((one) => ({ ...one, effect: 'deny' as const })),
  ].map(({ pattern, at, effect }) => {
    const command = /^Shell\((.+)\)$/.exec(pattern)?.[1];
    const does = effect === 'allow' && command && !/^\*+$/.test(command) ? commandEffect(command) : undefined;
    return {
      effect,
      pattern,
      location: at,
      ...(does && { does: { class: does.class, irreversible: does.irreversible, how: does.how } }),
    };
  });
  const shell = openings.find((one) => one.scope === 'shell');
  return {
    ...widen({ ...policy, rules }, shell),
    openings,
    controls: deny
      .slice(0, 1)
      .map((one) => settingControl('permissions.deny', 'evaluate', 'permission-rule', one.at)),
  };
}

/** https://zed.dev/docs/ai/agent-settings */
export function zedPolicy(state: ClientState): Policy {
  const always = settingOf(state, 'agent.always_allow_tool_actions');
  const byDefault = settingOf(state, 'agent.tool_permissions.default');
  const open = always?.value === 'true' ? always : byDefault?.value === 'allow' ? byDefault : undefined;
  return widen(
    genericPolicy(state),
    open && {
      rule: 'zed-always-allow',
      what:
        always?.value === 'true'
          ? '`agent.always_allow_tool_actions` is true'
          : '`agent.tool_permissions.default` is `allow`',
      location: open.at,
      scope: 'everything',
    },
  );
}

/** https://block.github.io/goose/docs/guides/goose-permissions */
export function goosePolicy(state: ClientState): Policy {
  const mode = settingOf(state, 'GOOSE_MODE');
  const policy = genericPolicy(state);
  if (mode && mode.value !== 'auto') {
    const level = mode.value === 'chat' ? 'A0' : mode.value === 'smart_approve' ? 'A2' : 'A1';
    const outcome = mode.value === 'chat' ? ('deny' as const) : ('ask' as const);
    return {
      ...policy,
      decisions: policy.decisions.map((decision) =>
        decision.tool === 'read'
          ? decision
          : {
              ...decision,
              outcome,
              how: `GOOSE_MODE is \`${mode.value}\``,
              locations: [mode.at],
              confidence: 'high' as const,
            },
      ),
      autonomy: { level, how: `GOOSE_MODE is \`${mode.value}\``, locations: [mode.at], confidence: 'high' },
      controls: [settingControl('GOOSE_MODE', 'approve', 'approval-mode', mode.at)],
    };
  }
  const first = state.files[0]!;
  return widen(policy, {
    rule: 'goose-auto',
    what: mode ? 'GOOSE_MODE is `auto`' : 'GOOSE_MODE is not set, and the default is `auto`',
    location: mode?.at ?? { path: first.path, startLine: 1, startColumn: 1 },
    scope: 'everything',
    byDefault: !mode,
  });
}

/** A switch that lets everything run. */
export function allowAll(
  policy: Policy,
  state: ClientState,
  { key, rule }: { key: string; rule: string },
): Policy {
  const all = settingOf(state, key);
  return all?.value === 'true'
    ? widen(policy, { rule, what: `\`${key}\` is true`, location: all.at, scope: 'everything' })
    : policy;
}

/** https://aider.chat/docs/config/options.html */
export function aiderPolicy(state: ClientState): Policy {
  const policy = allowAll(genericPolicy(state), state, { key: 'yes-always', rule: 'aider-yes-always' });
  return policy.openings ? policy : allowAll(policy, state, { key: 'yes', rule: 'aider-yes-always' });
}

/** https://github.com/charmbracelet/crush#tool-permissions */
export function crushPolicy(state: ClientState): Policy {
  const tools = state.files.flatMap((file) =>
    items(get(file.parsed.tree, 'permissions', 'allowed_tools')).flatMap((item) =>
      text(item) ? [{ name: text(item)!, at: locate(file.path, item) }] : [],
    ),
  );
  for (const { tool } of state.tools)
    for (const { name, at } of tools) {
      const prefix = `mcp_${tool.call.as}_`;
      const one = name.slice(prefix.length);
      if (name.startsWith(prefix))
        approve(tool, { name: one, location: at, effect: effectOf(tool.known, one) });
    }
  const policy = listPolicy(state);
  const edits = tools.find(({ name }) => /^(?:edit|write|multiedit)$/.test(name));
  const shell = tools.find(({ name }) => /^bash(?::execute)?$/.test(name));
  return widen(
    edits ? withWrites(policy, edits.name, edits.at) : policy,
    shell && {
      rule: 'crush-allow-shell',
      what: '`permissions.allowed_tools` holds `bash`, every command',
      location: shell.at,
      scope: 'shell',
    },
  );
}

function withWrites(policy: Policy, name: string, at: Location): Policy {
  const how = `\`permissions.allowed_tools\` holds \`${name}\``;
  return {
    ...policy,
    decisions: policy.decisions.map((one) =>
      one.tool === 'write' ? { ...one, outcome: 'allow', how, confidence: 'high', locations: [at] } : one,
    ),
    autonomy: {
      level: 'A2',
      how: `changes files without asking: ${how}`,
      locations: [at],
      confidence: 'high',
    },
  };
}
