import type { Location, PermissionRule } from '../../../model/index.ts';
import { get, items, locate, type Tree, text } from '../../tree/tree.ts';
import { commandEffect } from '../commands.ts';
import { effectOf } from '../server/known.ts';
import type { ClientState, Loaded } from '../state.ts';

/** Built-in tools whose names a rule may use (https://code.claude.com/docs/en/tools-reference). */
export const BUILTIN = new Set([
  'Agent', 'AskUserQuestion', 'Bash', 'BashOutput', 'CronCreate', 'CronDelete', 'CronList', 'Edit', 'EnterPlanMode', 'EnterWorktree', 'ExitPlanMode',
  'ExitWorktree', 'Glob', 'Grep', 'KillShell', 'KillBash', 'LS', 'LSP', 'ListMcpResourcesTool', 'Monitor', 'MultiEdit', 'NotebookEdit', 'NotebookRead',
  'PowerShell', 'Read', 'ReadMcpResourceTool', 'SendMessage', 'Skill', 'SlashCommand', 'Task', 'TaskCreate', 'TaskGet', 'TaskList', 'TaskOutput', 'TaskStop',
  'TaskUpdate', 'TeamCreate', 'TeamDelete', 'TodoRead', 'TodoWrite', 'ToolSearch', 'WebFetch', 'WebSearch', 'Workflow', 'Write', 'Config', 'RemoteTrigger',
  'PushNotification', 'ScheduleWakeup', 'Artifact', 'Cd', 'SubscribeMcpResource', 'EndConversation', 'StructuredOutput', 'Computer', 'WaitForMcpServers', 'Advisor', 'ReportFindings', 'DesignSync', 'ShareOnboardingGuide', 'Projects', 'SendUserFile',
]); // biome-ignore format: a table

/** One rule, taken apart. */
export interface ClaudeRule extends PermissionRule {
  tool: string;
  /** Text in the parentheses; undefined when there are none. */
  spec?: string;
  scope: Loaded['row']['scope'];
}

/** Rules of all settings files of the folder. Lists of all tiers are merged; order between tiers does not matter. */
export function rulesOf(state: ClientState): ClaudeRule[] {
  return state.files.flatMap((file) =>
    (['deny', 'ask', 'allow'] as const).flatMap((effect) =>
      items(get(file.parsed.tree, 'permissions', effect)).flatMap(
        (item) => rule(item, effect, file, state) ?? [],
      ),
    ),
  );
}

function rule(
  item: Tree,
  effect: ClaudeRule['effect'],
  file: Loaded,
  state: ClientState,
): ClaudeRule | undefined {
  const pattern = text(item)?.trim();
  if (!pattern) return undefined;
  const [, tool = pattern, spec] = /^([^(]+?)(?:\(([\s\S]*)\))?$/.exec(pattern) ?? [];
  const location: Location = locate(file.path, item);
  const base = { effect, pattern, tool, spec, tier: file.row.scope, scope: file.row.scope, location };
  const mcp = mcpOf(tool);
  if (mcp && mcp.name !== '*') {
    const server = state.tools.find((one) => sameName(one.tool.call.as, mcp.server));
    return { ...base, does: effectOf(server?.tool.known, mcp.name) };
  }
  if (tool === 'Bash' && spec !== undefined && !isEverything(spec)) {
    const found = commandEffect(spec);
    return found
      ? { ...base, does: { class: found.class, irreversible: found.irreversible, how: found.how } }
      : base;
  }
  return base;
}

/** `mcp__server__tool`, `mcp__server__*`, `mcp__server`. */
export function mcpOf(tool: string): { server: string; name: string } | undefined {
  const match = /^mcp__(.+?)(?:__(.+))?$/.exec(tool);
  return match ? { server: match[1]!, name: match[2] ?? '*' } : undefined;
}

/** Names are compared as Claude Code makes them: everything but letters, digits, `_` and `-` becomes `_`. */
export const sameName = (a: string, b: string): boolean =>
  a.replace(/[^\w-]/g, '_') === b.replace(/[^\w-]/g, '_');

export const isEverything = (spec: string | undefined): boolean =>
  spec === undefined || /^(?:\*|:\*|\*\*|\*\*\/\*|\.\/\*\*|\/\*\*|\*:\*)$/.test(spec.trim());

/** A shell pattern that lets any code run: `python:*`, `bash -c *`, `npx *`. */
export const isInterpreter = (spec: string): boolean => commandEffect(spec)?.interpreter === true;
