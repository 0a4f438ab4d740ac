import type { Opening, Outcome, ToolClass } from '../../../model/index.ts';
import { entries, get, locate, type Tree, text } from '../../tree/tree.ts';
import { commandEffect } from '../commands.ts';
import { type Answer, autonomyOf, type ControlDraft, decide, type Policy, serverAnswers } from '../policy.ts';
import type { ClientState } from '../state.ts';

/** One permission as written: `key` is the tool (wildcards allowed), `pattern` its argument. Order is everything. */
export interface OpencodeRule {
  key: string;
  pattern: string;
  action: Outcome;
  at: Tree;
  path: string;
  /** Stands in a map of patterns. */
  nested: boolean;
}

const ACTIONS: Record<string, Outcome> = { allow: 'allow', ask: 'ask', deny: 'deny' };
const TOOL: Partial<Record<ToolClass, string>> = {
  read: 'read',
  write: 'edit',
  execute: 'bash',
  network: 'webfetch',
};

/** Rules of a permission block, in source order. A string speaks of everything. */
export function permissionRules(tree: Tree | undefined, path: string): OpencodeRule[] {
  const whole = ACTIONS[text(tree) ?? ''];
  if (tree && whole) return [{ key: '*', pattern: '*', action: whole, at: tree, path, nested: false }];
  return entries(tree).flatMap(({ key, value }): OpencodeRule[] => {
    const action = ACTIONS[text(value) ?? ''];
    if (action) return [{ key, pattern: '*', action, at: value, path, nested: false }];
    return entries(value).flatMap((inner) => {
      const own = ACTIONS[text(inner.value) ?? ''];
      return own ? [{ key, pattern: inner.key, action: own, at: inner.value, path, nested: true }] : [];
    });
  });
}

const matches = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);

/** The last rule that matches decides; nothing said means allow. */
export function lastMatch(rules: OpencodeRule[], tool: string): OpencodeRule | undefined {
  return rules.findLast((rule) => matches(rule.key, tool) && (rule.pattern === '*' || rule.pattern === '**'));
}

/** opencode's permissions (https://opencode.ai/docs/permissions). */
export function opencodePolicy(state: ClientState): Policy {
  const rules = state.files.flatMap((file) => [
    ...legacyTools(file.parsed.tree, file.path),
    ...permissionRules(get(file.parsed.tree, 'permission'), file.path),
  ]);
  const first = state.files[0];
  const said = (tool: string): Answer => {
    const rule = lastMatch(rules, tool);
    if (rule)
      return {
        outcome: rule.action,
        how: `\`${rule.key}\`: \`${rule.action}\` is the last rule that matches`,
        at: [locate(rule.path, rule.at)],
      };
    return {
      outcome: 'allow',
      how: 'no permission speaks of it, and the default is to allow',
      at: [],
      confidence: 'medium',
    };
  };
  const base: Partial<Record<ToolClass, Answer>> = {};
  for (const [kind, tool] of Object.entries(TOOL)) base[kind as ToolClass] = said(tool);
  const read = said('read');
  const secrets = rules.some((rule) => matches(rule.key, 'read') && rule.action === 'allow' && !rule.nested);
  base.credential =
    base.execute!.outcome === 'allow' || secrets
      ? {
          ...(secrets ? read : base.execute!),
          how: secrets
            ? `${read.how}: the built-in refusal of \`*.env\` is gone`
            : `the shell reads any file: ${base.execute!.how}`,
        }
      : { outcome: 'deny', how: '`*.env` is refused by default', at: [], confidence: 'medium' };
  const decisions = decide(
    base,
    serverAnswers(state, (name) => said(`${name}_tool`)),
  );
  return {
    decisions,
    autonomy: autonomyOf(decisions, undefined),
    rules: rules.map((rule) => {
      const does =
        rule.key === 'bash' && rule.pattern !== '*' && rule.action === 'allow'
          ? commandEffect(rule.pattern)
          : undefined;
      return {
        effect: rule.action === 'unknown' ? ('ask' as const) : rule.action,
        pattern: rule.nested ? `${rule.key}: ${rule.pattern}` : rule.key,
        location: locate(rule.path, rule.at),
        ...(does && { does: { class: does.class, irreversible: does.irreversible, how: does.how } }),
      };
    }),
    openings: first ? openings(rules, first.path, state) : [],
    controls: [...overridden(rules), ...guards(rules)],
  };
}

/** `tools: { bash: false }`, which permissions have replaced. */
function legacyTools(tree: Tree | undefined, path: string): OpencodeRule[] {
  return entries(get(tree, 'tools')).flatMap(({ key, value }) => {
    const on = text(value);
    if (on !== 'true' && on !== 'false') return [];
    return [
      {
        key: key === 'write' || key === 'patch' ? 'edit' : key,
        pattern: '*',
        action: on === 'true' ? ('allow' as const) : ('deny' as const),
        at: value,
        path,
        nested: false,
      },
    ];
  });
}

function openings(rules: OpencodeRule[], path: string, state: ClientState): Opening[] {
  const everything = rules.findLast((rule) => rule.key === '*' && rule.pattern === '*');
  const shell = lastMatch(rules, 'bash');
  // Narrower rules behind the catch-all still ask or refuse: the shell is wide, not open.
  const held = rules.some(
    (rule, i) =>
      rule.key === 'bash' &&
      rule.nested &&
      rule.action !== 'allow' &&
      !rules.slice(i + 1).some((later) => later.action === 'allow' && covers(later, rule)),
  );
  if (everything?.action === 'allow' && shell?.action === 'allow')
    return [
      {
        rule: 'opencode-allow-everything',
        what: '`permission` allows `*`',
        location: locate(everything.path, everything.at),
        scope: 'everything',
      },
    ];
  if (shell?.action === 'allow')
    return [
      {
        rule: 'opencode-allow-shell',
        what: `\`${shell.key}\` is \`allow\`, ${held ? 'every command but the listed ones' : 'every command'}`,
        ...(held && { bounded: true }),
        location: locate(shell.path, shell.at),
        scope: 'shell',
      },
    ];
  if (shell) return [];
  const block = state.files.find((file) => get(file.parsed.tree, 'permission') !== undefined);
  if (block)
    return [
      {
        rule: 'opencode-shell-default',
        what: 'no permission speaks of `bash`, and the default is to allow every command',
        location: locate(block.path, get(block.parsed.tree, 'permission')),
        scope: 'shell',
        byDefault: true,
      },
    ];
  return [
    {
      rule: 'opencode-no-permissions',
      what: 'there is no `permission` block, and the default is to allow everything',
      location: { path, startLine: 1, startColumn: 1 },
      scope: 'everything',
      byDefault: true,
    },
  ];
}

/** Rules that a later one overrides: the last match wins, so a catch-all at the end undoes what stands before it. */
export function overridden(rules: OpencodeRule[]): ControlDraft[] {
  return rules.flatMap((rule, i) => {
    const later = rules
      .slice(i + 1)
      .find((other) => other.path === rule.path && other.action !== rule.action && covers(other, rule));
    if (!later) return [];
    const protective = rule.action !== 'allow';
    return [
      {
        name: `${rule.key} ${rule.pattern}`,
        stage: 'evaluate' as const,
        state: 'ineffective' as const,
        mechanism: 'permission-rule',
        rule: 'opencode-last-match',
        why: `the last rule that matches wins: \`${later.nested ? later.pattern : later.key}\`: \`${later.action}\` further down overrides \`${rule.nested ? rule.pattern : rule.key}\`: \`${rule.action}\``,
        direction: protective && later.action === 'allow' ? ('protective' as const) : ('permissive' as const),
        location: locate(rule.path, rule.at),
        confidence: 'high' as const,
      },
    ];
  });
}

const covers = (later: OpencodeRule, earlier: OpencodeRule): boolean =>
  matches(later.key, earlier.key) &&
  (later.pattern === '*' || later.pattern === '**') &&
  !(
    later.key === earlier.key &&
    earlier.pattern === later.pattern &&
    !later.nested &&
    !earlier.nested &&
    later.key === '*'
  );

function guards(rules: OpencodeRule[]): ControlDraft[] {
  return (['deny', 'ask'] as const).flatMap((action): ControlDraft[] => {
    const rule = rules.find(
      (one, i) =>
        one.action === action &&
        !rules.slice(i + 1).some((later) => later.action !== action && covers(later, one)),
    );
    return rule
      ? [
          {
            name: `permission ${action}`,
            stage: action === 'deny' ? 'evaluate' : 'approve',
            state: 'present',
            mechanism: 'permission-rule',
            direction: 'protective',
            location: locate(rule.path, rule.at),
            confidence: 'medium',
          },
        ]
      : [];
  });
}
