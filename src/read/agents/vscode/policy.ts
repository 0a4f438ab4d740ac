import type { Opening } from '../../../model/index.ts';
import { entries, get, locate, text } from '../../tree/tree.ts';
import { commandEffect } from '../commands.ts';
import {
  type Answer,
  autonomyOf,
  type ControlDraft,
  decide,
  type Policy,
  serverAnswers,
  settingControl,
  settingOf,
} from '../policy.ts';
import type { ClientState } from '../state.ts';

/** Settings of Copilot in the editor (https://code.visualstudio.com/docs/copilot/chat/chat-tools). */
export function vscodePolicy(state: ClientState): Policy {
  const global =
    settingOf(state, 'chat.tools.global.autoApprove') ?? settingOf(state, 'chat.tools.autoApprove');
  const terminal = terminalRules(state);
  const all = terminal.find((rule) => rule.allow && /^\/\^?\.[*+]\$?\/[a-z]*$|^\*$/.test(rule.pattern));
  const byDefault = (outcome: Answer['outcome'], how: string): Answer => ({
    outcome,
    how,
    at: [],
    confidence: 'medium',
  });
  const everything: Answer | undefined =
    global?.value === 'true' && isUser(global.path)
      ? { outcome: 'allow', how: '`chat.tools.global.autoApprove` is true', at: [global.at] }
      : undefined;
  const decisions = decide(
    {
      read: byDefault('allow', 'reading the workspace does not ask'),
      write: everything ?? byDefault('allow', 'edits are applied and shown for review'),
      execute:
        everything ??
        (all
          ? { outcome: 'allow', how: '`chat.tools.terminal.autoApprove` covers every command', at: [all.at] }
          : byDefault('ask', 'terminal commands ask by default')),
      network: everything ?? byDefault('ask', 'fetching a page asks by default'),
      credential: byDefault('allow', 'no setting keeps it from reading secret files'),
    },
    serverAnswers(state, () => everything ?? byDefault('ask', 'tools of a server ask by default')),
  );
  const openings: Opening[] = [];
  if (global?.value === 'true') {
    const note = isUser(global.path) ? '' : " (versions from 1.103 on read it from the user's settings only)";
    openings.push({
      rule: 'vscode-auto-approve',
      what: `\`chat.tools.global.autoApprove\` is true${note}`,
      location: global.at,
      scope: 'everything',
      bounded: !isUser(global.path),
    });
  }
  if (all)
    openings.push({
      rule: 'vscode-terminal-auto-approve',
      what: '`chat.tools.terminal.autoApprove` covers every command',
      location: all.at,
      scope: 'shell',
    });
  const trust = settingOf(state, 'security.workspace.trust.enabled');
  const start = settingOf(state, 'chat.mcp.autostart');
  const controls: ControlDraft[] = [];
  const refused = terminal.find((rule) => !rule.allow);
  if (refused)
    controls.push(
      settingControl('chat.tools.terminal.autoApprove', 'approve', 'permission-rule', refused.at),
    );
  return {
    decisions,
    autonomy: autonomyOf(decisions, undefined),
    openings,
    rules: terminal
      .filter((rule) => rule !== all)
      .map((rule) => {
        const does = rule.allow ? commandEffect(plainCommand(rule.pattern)) : undefined;
        return {
          effect: rule.allow ? ('allow' as const) : ('ask' as const),
          pattern: rule.pattern,
          location: rule.at,
          ...(does && { does: { class: does.class, irreversible: does.irreversible, how: does.how } }),
        };
      }),
    autoTrust: [
      ...(trust?.value === 'false'
        ? [
            {
              how: '`security.workspace.trust.enabled` is false: every folder is trusted',
              location: trust.at,
              all: true,
            },
          ]
        : []),
      ...(start && /^(?:true|always|newAndOutdated)$/.test(start.value)
        ? [{ how: `\`chat.mcp.autostart\` is \`${start.value}\``, location: start.at, all: true }]
        : []),
    ],
    controls,
  };
}

const isUser = (path: string): boolean =>
  /(?:^|\/)Code(?: - Insiders)?\/User\//.test(path) || path.startsWith('~/');

/** `/^git status$/` to `git status`. */
const plainCommand = (pattern: string): string =>
  pattern.replace(/^\/\^?|\$?\/[a-z]*$/g, '').replaceAll(/\\s\+|\\b|\\/g, (c) => (c === '\\s+' ? ' ' : ''));

function terminalRules(
  state: ClientState,
): { pattern: string; allow: boolean; at: ReturnType<typeof locate> }[] {
  return state.files.flatMap((file) =>
    entries(get(file.parsed.tree, 'chat.tools.terminal.autoApprove')).flatMap(({ key, value }) => {
      const answer = text(value) ?? text(get(value, 'approve'));
      return answer === 'true' || answer === 'false'
        ? [{ pattern: key, allow: answer === 'true', at: locate(file.path, value) }]
        : [];
    }),
  );
}
