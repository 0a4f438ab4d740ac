import type { Location } from '../../../model/index.ts';
import { entries, get, items, locate, type Tree, text } from '../../tree/tree.ts';
import type { ControlDraft } from '../policy.ts';
import { localPath } from '../server/launch.ts';
import { splitLine } from '../server/words.ts';
import type { ClientState, Loaded } from '../state.ts';

/** Events a hook can be bound to (https://code.claude.com/docs/en/hooks). */
const EVENTS = new Set([
  'PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'PostToolBatch', 'PermissionRequest', 'PermissionDenied', 'UserPromptSubmit', 'UserPromptExpansion', 'Notification', 'Stop', 'StopFailure', 'SubagentStart', 'SubagentStop',
  'PreCompact', 'PostCompact', 'SessionStart', 'SessionEnd', 'Setup', 'TeammateIdle', 'TaskCreated', 'TaskCompleted', 'ConfigChange', 'CwdChanged', 'FileChanged', 'InstructionsLoaded', 'WorktreeCreate', 'WorktreeRemove', 'Elicitation', 'ElicitationResult', 'MessageDisplay',
]); // biome-ignore format: a table

/** Hooks of every settings file: what they can stop, what they only write down, what they miss. */
export function hookControls(state: ClientState): ControlDraft[] {
  return state.files.flatMap((file) => {
    const hooks = get(file.parsed.tree, 'hooks');
    if (!hooks || file.row.path === '.mcp.json' || file.row.path === '.claude.json') return [];
    const off = get(file.parsed.tree, 'disableAllHooks');
    if (off && text(off) === 'true' && entries(hooks).length > 0)
      return [
        ineffective(
          'disableAllHooks',
          'hooks-disabled',
          '`disableAllHooks` is true: none of the hooks below it runs',
          locate(file.path, off),
        ),
      ];
    return readHooks(hooks, file, state);
  });
}

export function readHooks(
  hooks: Tree,
  file: Pick<Loaded, 'path' | 'row'>,
  state: ClientState,
): ControlDraft[] {
  if (hooks.kind === 'list')
    return hooks.items.length > 0
      ? [
          ineffective(
            'hooks',
            'hook-shape',
            '`hooks` is a map from event to matchers; a list is rejected',
            locate(file.path, hooks),
          ),
        ]
      : [];
  return entries(hooks).flatMap((event) => {
    const at = locate(file.path, event.keySpan);
    if (!EVENTS.has(event.key))
      return /tool|prompt|stop|session|bash|edit|write|commit/i.test(event.key)
        ? [
            ineffective(
              event.key,
              'hook-event',
              `\`${event.key}\` is no event of Claude Code: the hook never runs`,
              at,
            ),
          ]
        : [];
    return items(event.value).flatMap((group) => {
      const commands = items(get(group, 'hooks'));
      if (commands.length === 0) {
        const bare = get(group, 'command');
        return bare
          ? [
              ineffective(
                event.key,
                'hook-shape',
                'the command stands outside of a `hooks` list: the entry is rejected',
                locate(file.path, group),
              ),
            ]
          : [];
      }
      return event.key === 'PreToolUse' || event.key === 'PermissionRequest' || event.key === 'PostToolUse'
        ? commands.flatMap((command) => one(event.key, group, command, file, state))
        : [];
    });
  });
}

function one(
  event: string,
  group: Tree,
  hook: Tree,
  file: Pick<Loaded, 'path' | 'row'>,
  state: ClientState,
): ControlDraft[] {
  const matcher = text(get(group, 'matcher')) ?? '';
  const line = text(get(hook, 'command'));
  const name = `${event} ${matcher || '*'}`;
  const location = locate(file.path, hook);
  const confidence = file.row.scope === 'managed' ? ('high' as const) : ('medium' as const);
  if (!line) {
    const kind = text(get(hook, 'type'));
    return event !== 'PostToolUse' && (kind === 'prompt' || kind === 'agent' || kind === 'http')
      ? [
          {
            name,
            stage: 'evaluate',
            state: 'present',
            mechanism: 'claude-hook',
            direction: 'protective',
            location,
            confidence,
          },
        ]
      : [];
  }
  const script = scriptOf(line, hook, state);
  const body = script ? `${line}\n${script.text}` : line;
  const seen = script ? [location, { path: script.path, startLine: 1, startColumn: 1 }] : [location];
  const found: ControlDraft[] = [];
  if (
    event !== 'PostToolUse' &&
    /[=&(]\s*["']?\w|\btool_input\b/.test(matcher.replaceAll(/\(\?:|\((?=\w+\|)/g, ''))
  )
    return [
      ineffective(
        name,
        'hook-matcher',
        `a matcher is a pattern over the name of the tool: \`${matcher.slice(0, 60)}\` matches none`,
        location,
      ),
    ];
  const absent = event === 'PreToolUse' ? missing(line, hook, state) : undefined;
  if (absent)
    return [
      {
        ...ineffective(
          name,
          'hook-script-missing',
          `the script \`${absent}\` is not in the project, and a hook that cannot start refuses nothing`,
          location,
        ),
        confidence: 'medium',
      },
    ];
  if (event !== 'PostToolUse') {
    const blocks = BLOCKS.test(body);
    if (blocks && /(?:\|\|\s*(?:true|:|exit 0)|;\s*(?:true|exit 0))\s*$/.test(line.trim()))
      return [
        ineffective(
          name,
          'hook-fails-open',
          `\`${tail(line)}\` swallows the exit status: the hook can refuse nothing`,
          location,
        ),
      ];
    if (
      !blocks &&
      (script || /exit/.test(line)) &&
      /\bexit 1\b|sys\.exit\(1\)|process\.exit\(1\)/.test(body) &&
      /block|den(?:y|ied)|forbid|refus|not allowed|dangerous|protect|禁止/i.test(body)
    )
      return [
        ineffective(
          name,
          'hook-exit-status',
          'only exit status 2 (or a JSON decision) refuses a call; this hook ends with 1 and the call goes on',
          location,
        ),
      ];
    if (blocks) {
      found.push({
        name,
        stage: 'evaluate',
        state: 'present',
        mechanism: 'claude-hook',
        direction: 'protective',
        location,
        confidence,
      });
      if (missesServers(matcher, state))
        found.push(
          ineffective(
            `${name} mcp`,
            'hook-misses-mcp',
            `the matcher \`${matcher}\` does not cover \`mcp__*\`: the tools of ${servers(state)} pass by this guard`,
            location,
          ),
        );
    }
  }
  if (/>>|appendFile|open\([^)]*['"]a['"]|logger\b|tee -a/.test(body) && /log|audit|jsonl/i.test(body))
    found.push({
      name: `${name} log`,
      stage: 'log',
      state: 'present',
      mechanism: 'claude-hook',
      direction: 'protective',
      location: seen[0]!,
      confidence,
      ...logSettings(body, seen[0]!),
    });
  return found;
}

/** File a hook appends to, as written; a sink that is no file gives nothing. */
function logSettings(body: string, location: Location): Pick<ControlDraft, 'settings'> {
  const path = /(?:>>\s*|tee -a\s+|appendFile(?:Sync)?\(\s*|open\(\s*)["']?([^\s"',;|)&]+)/.exec(body)?.[1];
  return path ? { settings: { log: { value: path, location } } } : {};
}

/** What makes a hook able to refuse: exit status 2 or a decision in its output. */
const BLOCKS =
  /\bexit 2\b|exit\(2\)|sys\.exit\(2\)|exitCode\s*=\s*2|permissionDecision|["']decision["']\s*:|hookSpecificOutput|"continue"\s*:\s*false/;

/** A guard over commands and edits alike is meant for everything; one over `Bash` only is not. */
function missesServers(matcher: string, state: ClientState): boolean {
  const guardsAll = /Bash/.test(matcher) && /Edit|Write/.test(matcher);
  if (!guardsAll || /mcp__|\.\*|^\*$/.test(matcher)) return false;
  return state.tools.some(
    ({ tool }) =>
      !tool.call.disabled &&
      tool.known?.capabilities.some((one) =>
        ['write', 'execute', 'deploy', 'money', 'message'].includes(one),
      ),
  );
}

const servers = (state: ClientState): string =>
  state.tools.map(({ tool }) => `\`${tool.call.as}\``).join(', ');

const tail = (line: string): string => line.trim().slice(-24);

/** Path of a script inside the project that a hook runs, as it would be opened. */
function scriptPath(line: string, at: Tree, state: ClientState): string | undefined {
  for (const { text: word } of splitLine(line, at)) {
    const path = localPath(word.replace(/^"|"$/g, ''), state.dir === '~' ? '.' : state.dir).replace(
      /^\.\//,
      '',
    );
    if (/\.(?:sh|py|[cm]?[jt]s|rb|ps1)$/.test(path)) return path;
  }
  return undefined;
}

const scriptOf = (line: string, at: Tree, state: ClientState) => {
  const path = scriptPath(line, at, state);
  return path === undefined ? undefined : state.context.open(path);
};

/** A script of the project that is not there ends with 127, which refuses nothing. Only paths that surely lie inside are judged. */
function missing(line: string, at: Tree, state: ClientState): string | undefined {
  const path = scriptPath(line, at, state);
  if (path === undefined || state.dir === '~' || !/^(?:\.claude|hooks|scripts|tools|bin)\//.test(path))
    return undefined;
  if (
    !/CLAUDE_PROJECT_DIR|(?:^|\s|")\.?\/?(?:\.claude|hooks|scripts|tools|bin)\//.test(line) ||
    /\$\{?(?!CLAUDE_PROJECT_DIR)/.test(line)
  )
    return undefined;
  return state.context.open(path) || state.context.paths.length < 2 ? undefined : path;
}

function ineffective(name: string, rule: string, why: string, location: Location): ControlDraft {
  return {
    name,
    stage: 'evaluate',
    state: 'ineffective',
    mechanism: 'claude-hook',
    rule,
    why,
    direction: 'protective',
    location,
    confidence: 'high',
  };
}
