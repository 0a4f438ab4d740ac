import type { Opening, PermissionRule, ToolClass } from '../../../model/index.ts';
import { get, items, locate, text } from '../../tree/tree.ts';
import { commandEffect } from '../commands.ts';
import { genericPolicy } from '../generic.ts';
import {
  type Answer,
  approve,
  autonomyOf,
  decide,
  type Policy,
  serverAnswers,
  settingControl,
} from '../policy.ts';
import { effectOf } from '../server/known.ts';
import { type ClientState, dig } from '../state.ts';
import { allowAll } from './policies.ts';

const TOOLS: Partial<Record<ToolClass, string[]>> = {
  read: ['Read', 'Grep', 'glob', 'finder'],
  write: ['edit_file', 'create_file', 'undo_edit'],
  execute: ['Bash'],
  network: ['web_search', 'read_web_page'],
  credential: ['Read'],
};

/** One entry of `amp.permissions`. */
interface AmpRule extends PermissionRule {
  tool: RegExp;
  /** Holds for some arguments or one context only. */
  narrow: boolean;
}

const EFFECTS: Record<string, PermissionRule['effect']> = {
  allow: 'allow',
  ask: 'ask',
  reject: 'deny',
  delegate: 'ask',
};

/** The first rule that matches wins; newer versions leave the rules to a plugin (https://ampcode.com/manual/appendix#permissions-configuration). */
export function ampPolicy(state: ClientState): Policy {
  const generic = genericPolicy(state);
  const rules = rulesOf(state);
  for (const { tool } of state.tools)
    for (const rule of rules) {
      const name = `mcp__${tool.call.as}__`;
      const named = rule.effect === 'allow' && !rule.narrow && rule.pattern.startsWith(name);
      const one = rule.pattern.slice(name.length);
      if (named) approve(tool, { name: one, location: rule.location, effect: effectOf(tool.known, one) });
    }
  const answer = (kind: ToolClass): Answer | undefined => {
    const rule = rules.find((one) => !one.narrow && (TOOLS[kind] ?? []).some((name) => one.tool.test(name)));
    return (
      rule && { outcome: rule.effect, how: `\`amp.permissions\`: \`${rule.pattern}\``, at: [rule.location] }
    );
  };
  const base = Object.fromEntries(
    generic.decisions.map((decision) => [
      decision.tool,
      answer(decision.tool) ?? {
        outcome: decision.outcome,
        how: decision.how,
        at: [],
        confidence: 'low' as const,
      },
    ]),
  );
  const decisions = decide(
    base,
    serverAnswers(state, () => ({
      outcome: 'unknown',
      how: generic.autonomy.how,
      at: [],
      confidence: 'low',
    })),
  );
  const protective = rules.find((rule) => rule.effect !== 'allow');
  return allowAll(
    {
      ...generic,
      decisions: rules.length > 0 ? decisions : generic.decisions,
      autonomy: rules.length > 0 ? autonomyOf(decisions, undefined) : generic.autonomy,
      openings: rules.flatMap((rule) => opening(rule) ?? []),
      rules: rules.map(({ tool: _, narrow: __, ...rule }) => rule),
      controls: protective
        ? [settingControl('amp.permissions', 'evaluate', 'permission-rule', protective.location)]
        : [],
    },
    state,
    { key: 'amp.dangerouslyAllowAll', rule: 'amp-allow-all' },
  );
}

function rulesOf(state: ClientState): AmpRule[] {
  return state.files.flatMap((file) =>
    items(dig(file.parsed.tree, 'amp.permissions')).flatMap((entry) => {
      const tool = text(get(entry, 'tool'));
      const effect = EFFECTS[text(get(entry, 'action')) ?? ''];
      if (!tool || !effect) return [];
      const commands = items(get(entry, 'matches', 'cmd'), true).flatMap((item) => text(item) ?? []);
      const command = effect === 'allow' ? commands.map(commandEffect).find(Boolean) : undefined;
      return [
        {
          effect,
          pattern: commands.length > 0 ? `${tool}(${commands.join(' | ')})` : tool,
          location: locate(file.path, entry),
          tool: new RegExp(
            `^${tool
              .split('*')
              .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
              .join('.*')}$`,
          ),
          narrow: get(entry, 'matches') !== undefined || get(entry, 'context') !== undefined,
          ...(command && {
            does: { class: command.class, irreversible: command.irreversible, how: command.how },
          }),
        },
      ];
    }),
  );
}

function opening(rule: AmpRule): Opening | undefined {
  if (rule.effect !== 'allow' || rule.narrow) return undefined;
  const base = { what: `\`amp.permissions\` allows \`${rule.pattern}\``, location: rule.location };
  if (/^\*+$/.test(rule.pattern)) return { ...base, rule: 'amp-allow-all', scope: 'everything' };
  if (rule.tool.test('Bash')) return { ...base, rule: 'amp-allow-shell', scope: 'shell' };
  if (/^mcp__\*|^mcp__[^_*]+(?:__)?\*$/.test(rule.pattern))
    return { ...base, rule: 'amp-allow-server', scope: 'server' };
  return undefined;
}
