import type { Opening, ToolClass } from '../../../model/index.ts';
import { bool, entries, get, items, locate, type Tree, text } from '../../tree/tree.ts';
import { commandEffect } from '../commands.ts';
import {
  type Answer,
  autonomyOf,
  type ControlDraft,
  decide,
  type Policy,
  serverAnswers,
  serverOpenings,
  settingControl,
  settingOf,
} from '../policy.ts';
import type { ClientState } from '../state.ts';
import { dig } from '../state.ts';

const TOOLS: Partial<Record<ToolClass, string[]>> = {
  read: ['read_file', 'read_many_files', 'glob', 'list_directory', 'grep_search', 'search_file_content'],
  write: ['write_file', 'replace', 'edit'],
  execute: ['run_shell_command', 'ShellTool'],
  network: ['web_fetch', 'google_web_search'],
};

interface GeminiRule {
  tools: string[];
  server?: string;
  decision: string;
  narrow: boolean;
  priority: number;
  tree: Tree;
  path: string;
  file: string;
}

/** Highest priority wins; what no rule decides follows the approval mode (https://geminicli.com/docs/reference/policy-engine). */
export function geminiPolicy(state: ClientState): Policy {
  const { key, yolo } = state.rule.mode ?? { key: 'general.defaultApprovalMode', yolo: false };
  const mode = settingOf(state, key);
  const { defaults } = state.rule;
  const free = yolo && (mode ? mode.value === 'yolo' : defaults.autonomy === 'A4');
  const rules = rulesOf(state).sort((a, b) => b.priority - a.priority);
  const allowed = listed(state, ['tools.allowed', 'allowedTools']);
  const excluded = listed(state, ['tools.exclude', 'excludeTools']);
  const answer = (kind: ToolClass, fallback: Answer): Answer => {
    const names = TOOLS[kind] ?? [];
    const out = excluded.find((one) => names.includes(one.name));
    if (out) return { outcome: 'deny', how: `\`${out.name}\` stands in \`tools.exclude\``, at: [out.at] };
    const rule = rules.find(
      (one) => !one.narrow && !one.server && one.tools.some((tool) => tool === '*' || names.includes(tool)),
    );
    if (rule)
      return {
        outcome: rule.decision === 'allow' ? 'allow' : rule.decision === 'deny' ? 'deny' : 'ask',
        how: `policy rule with priority ${rule.priority % 1000}`,
        at: [locate(rule.path, rule.tree)],
      };
    const open = allowed.find((one) => names.includes(one.name) || one.name === '*');
    if (open) return { outcome: 'allow', how: `\`${open.name}\` stands in \`tools.allowed\``, at: [open.at] };
    return fallback;
  };
  const byMode = (outcome: Answer['outcome']): Answer => ({
    outcome: free ? 'allow' : outcome,
    how: mode ? `\`${key}\` is \`${mode.value}\`` : yolo ? defaults.how : 'the default approval mode asks',
    at: mode ? [mode.at] : [],
    confidence: 'medium',
  });
  const edits = /^auto[_-]?edit$/i.test(mode?.value ?? '');
  const plan = mode?.value === 'plan';
  const decisions = decide(
    {
      read: answer('read', byMode('allow')),
      write: answer('write', byMode(plan ? 'deny' : edits ? 'allow' : 'ask')),
      execute: answer('execute', byMode(plan ? 'deny' : 'ask')),
      network: answer('network', byMode('ask')),
      credential: answer('credential', byMode('allow')),
    },
    serverAnswers(state, () => byMode('ask')),
  );
  const sandbox = settingOf(state, 'tools.sandbox') ?? settingOf(state, 'sandbox');
  const boxed = sandbox && sandbox.value !== 'false';
  const controls: ControlDraft[] = [
    ...policyControls(state, rules),
    ...excluded
      .slice(0, 1)
      .map((one) => settingControl('tools.exclude', 'evaluate', 'permission-rule', one.at)),
  ];
  if (boxed) controls.push(settingControl('sandbox', 'evaluate', 'sandbox', sandbox.at));
  return {
    decisions,
    autonomy: autonomyOf(
      decisions,
      boxed ? { inPlace: true, how: 'the sandbox is on', at: [sandbox.at] } : undefined,
    ),
    openings: [...yoloOpening(state, key, mode, free), ...openings(state, rules, allowed)],
    rules: allowed.flatMap((one) => {
      const command = /^(?:run_shell_command|ShellTool)\((.*)\)$/.exec(one.name)?.[1];
      const does = command ? commandEffect(command) : undefined;
      return [
        {
          effect: 'allow' as const,
          pattern: one.name,
          location: one.at,
          tier: 'project',
          ...(does && { does: { class: does.class, irreversible: does.irreversible, how: does.how } }),
        },
      ];
    }),
    autoTrust: state.files.flatMap((file) => {
      const trust = dig(file.parsed.tree, 'security.folderTrust.enabled');
      return bool(trust) === false
        ? [
            {
              how: '`security.folderTrust.enabled` is false: every folder is trusted',
              location: locate(file.path, trust),
              all: true,
            },
          ]
        : [];
    }),
    controls,
  };
}

function listed(state: ClientState, keys: string[]): { name: string; at: ReturnType<typeof locate> }[] {
  return state.files.flatMap((file) =>
    keys.flatMap((key) =>
      items(dig(file.parsed.tree, key)).flatMap((item) => {
        const name = text(item);
        return name === undefined ? [] : [{ name, at: locate(file.path, item) }];
      }),
    ),
  );
}

const TIER: Record<string, number> = { project: 3, user: 4, managed: 5, local: 3 };

function rulesOf(state: ClientState): GeminiRule[] {
  return state.files.flatMap((file) => {
    if (!file.row.path.endsWith('.toml')) return [];
    const tier = file.path.startsWith('~/') ? 4 : (TIER[file.row.scope] ?? 3);
    return items(get(file.parsed.tree, 'rule')).map((tree) => ({
      tools: items(get(tree, 'toolName'), true)
        .flatMap((item) => text(item) ?? [])
        .concat(get(tree, 'commandPrefix') || get(tree, 'commandRegex') ? ['run_shell_command'] : []),
      server: text(get(tree, 'mcpName')),
      decision: text(get(tree, 'decision')) ?? 'ask_user',
      narrow: ['argsPattern', 'commandPrefix', 'commandRegex', 'subagent', 'modes', 'toolAnnotations'].some(
        (key) => get(tree, key) !== undefined,
      ),
      priority: tier * 1000 + Number(text(get(tree, 'priority')) ?? 0),
      tree,
      path: file.path,
      file: file.row.path,
    }));
  });
}

const FIELDS = new Set([
  'toolName',
  'subagent',
  'mcpName',
  'toolAnnotations',
  'argsPattern',
  'commandPrefix',
  'commandRegex',
  'decision',
  'priority',
  'denyMessage',
  'modes',
  'interactive',
  'allowRedirection',
  'deny_message',
  'name',
  'description',
]);

/** Policy files as controls, and rules that the engine rejects. */
function policyControls(state: ClientState, rules: GeminiRule[]): ControlDraft[] {
  const found: ControlDraft[] = [];
  for (const file of state.files) {
    const own = rules.filter((rule) => rule.path === file.path);
    const guard = own.find((rule) => rule.decision !== 'allow');
    if (guard)
      found.push(
        settingControl(
          'policy',
          guard.decision === 'deny' ? 'evaluate' : 'approve',
          'permission-rule',
          locate(file.path, guard.tree),
          file.row.scope === 'managed',
        ),
      );
  }
  for (const rule of rules) {
    const bad = entries(rule.tree).find((entry) => !FIELDS.has(entry.key));
    const wrong = !['allow', 'deny', 'ask_user'].includes(rule.decision);
    if (!bad && !wrong) continue;
    const key = bad ? bad.key : 'decision';
    found.push({
      name: `rule ${rule.tools.join(' ') || rule.server || ''} ${key}`,
      stage: 'evaluate',
      state: 'ineffective',
      mechanism: 'permission-rule',
      rule: 'gemini-policy-field',
      why: bad
        ? `the policy language has no field \`${bad.key}\`: the rule does not mean what it says`
        : `\`${rule.decision}\` is no decision; \`allow\`, \`deny\` and \`ask_user\` are`,
      direction: rule.decision === 'allow' ? 'permissive' : 'protective',
      location: locate(rule.path, bad ? bad.keySpan : (get(rule.tree, 'decision') ?? rule.tree)),
      confidence: 'medium',
    });
  }
  return found;
}

/** Gemini CLI itself takes yolo from the command line only: its schema lists default, auto_edit and plan (https://geminicli.com/docs/reference/configuration). */
function yoloOpening(
  state: ClientState,
  key: string,
  mode: ReturnType<typeof settingOf>,
  free: boolean,
): Opening[] {
  if (mode?.value !== 'yolo' && !free) return [];
  const { path } = state.files[0]!;
  return [
    {
      rule: 'gemini-yolo',
      what: !mode
        ? state.rule.defaults.how
        : free
          ? `\`${key}\` is \`yolo\``
          : `\`${key}\` is \`yolo\`, which newer versions take from the command line (\`--yolo\`) only and ignore in a settings file`,
      location: mode?.at ?? { path, startLine: 1, startColumn: 1 },
      scope: 'everything',
      ...(mode ? {} : { byDefault: true }),
      ...(free ? {} : { mayBeIgnored: true }),
    },
  ];
}

function openings(
  state: ClientState,
  rules: GeminiRule[],
  allowed: { name: string; at: ReturnType<typeof locate> }[],
): Opening[] {
  const found: Opening[] = serverOpenings(state, 'gemini-trust');
  const accept = settingOf(state, 'autoAccept') ?? settingOf(state, 'tools.autoAccept');
  if (accept?.value === 'true')
    found.push({
      rule: 'gemini-auto-accept',
      what: '`autoAccept` is true: tools that are thought safe run without asking',
      location: accept.at,
      scope: 'edits',
    });
  for (const one of allowed) {
    if (one.name === '*')
      found.push({
        rule: 'gemini-allow-everything',
        what: '`tools.allowed` holds `*`',
        location: one.at,
        scope: 'everything',
      });
    else if (/^(?:run_shell_command|ShellTool)(?:\(\*?\))?$/.test(one.name))
      found.push({
        rule: 'gemini-allow-shell',
        what: `\`tools.allowed\` holds \`${one.name}\`, every command`,
        location: one.at,
        scope: 'shell',
      });
  }
  for (const rule of rules) {
    if (rule.decision !== 'allow' || rule.narrow) continue;
    const at = locate(rule.path, rule.tree);
    if (rule.server === undefined && rule.tools.some((tool) => tool === '*'))
      found.push({
        rule: 'gemini-allow-everything',
        what: 'a policy rule allows every tool',
        location: at,
        scope: 'everything',
      });
    else if (rule.server === undefined && rule.tools.includes('run_shell_command'))
      found.push({
        rule: 'gemini-allow-shell',
        what: 'a policy rule allows every command',
        location: at,
        scope: 'shell',
      });
    else if (rule.server === '*' || rule.tools.some((tool) => /^mcp_\*?$/.test(tool)))
      found.push({
        rule: 'gemini-allow-everything',
        what: 'a policy rule allows every tool of every server',
        location: at,
        scope: 'server',
      });
    else if (rule.server && (rule.tools.length === 0 || rule.tools.includes('*')))
      found.push({
        rule: 'gemini-trust',
        what: `a policy rule allows every tool of \`${rule.server}\``,
        location: at,
        scope: 'server',
        tool: state.tools.find((one) => one.tool.call.as === rule.server)?.tool.id,
      });
  }
  return found;
}
