import type { TextAt } from '../../model/index.ts';
import { shellCommands } from '../../util/shell.ts';
import type { AgentStep } from './agents.ts';

/** What an agent step may call, as its inputs and flags say. */
export interface AllowedTools {
  /** Patterns as written: `Bash(git diff:*)`, `Edit`, `run_shell_command(ls)`. Undefined when nothing narrows them. */
  list?: string[];
  /** The words that take every limit off. */
  unbounded?: string;
  at?: TextAt;
}

/** Tools of an agent step: from `claude_args`, older `allowed_tools`, `settings` as JSON, `sandbox`, or the command line. */
export function allowedTools(agent: AgentStep): AllowedTools {
  const { step } = agent;
  const command = step.commands.find(({ words }) => agent.agent.programs?.includes(words[0] ?? ''));
  if (command)
    return fromWords(agent, command.words, { value: command.words.join(' '), location: command.location });
  for (const name of agent.agent.args ?? []) {
    const at = step.with[name];
    if (!at?.value) continue;
    const found = name === 'allowed_tools' ? { list: split(at.value), at } : fromInput(agent, at);
    if (found.list || found.unbounded) return found;
  }
  const sandbox = step.with['sandbox'];
  if (sandbox?.value === 'danger-full-access')
    return { unbounded: 'sandbox: danger-full-access', at: sandbox };
  const strategy = step.with['safety-strategy'];
  if (strategy?.value === 'unsafe') return { unbounded: 'safety-strategy: unsafe', at: strategy };
  return {};
}

function fromInput(agent: AgentStep, at: TextAt): AllowedTools {
  if (/^\s*\{/.test(at.value)) return fromSettings(at);
  const words = shellCommands(at.value.replaceAll('\n', ' ')).flatMap((command) => command.words);
  return fromWords(agent, ['', ...words], at);
}

function fromWords(agent: AgentStep, words: string[], at: TextAt): AllowedTools {
  const flags =
    agent.agent.unbounded ?? (agent.agent.app ? ['--dangerously-skip-permissions', 'bypassPermissions'] : []);
  const all = [
    ...flags,
    ...(agent.agent.id === 'codex-action'
      ? ['--yolo', '--dangerously-bypass-approvals-and-sandbox', 'danger-full-access']
      : []),
  ];
  const unbounded = words.find((word) => all.some((flag) => word === flag || word.endsWith(`=${flag}`)));
  if (unbounded) return { unbounded, at };
  const list: string[] = [];
  for (const [i, word] of words.entries()) {
    const [flag, inline] = word.split(/=(.*)/s) as [string, string | undefined];
    if (!/^--allow(?:ed)?-?tools?$/i.test(flag)) continue;
    if (inline) list.push(...split(inline));
    for (let next = i + 1; !inline && next < words.length && !words[next]!.startsWith('--'); next++)
      list.push(...split(words[next]!));
  }
  return list.length > 0 ? { list, at } : {};
}

/** Tool lists inside a JSON settings input; expressions in it are stood in for, so that it parses. */
function fromSettings(at: TextAt): AllowedTools {
  try {
    const settings = JSON.parse(at.value.replace(/\$\{\{[\s\S]*?\}\}/g, '0')) as Record<string, unknown>;
    const inside = (...keys: string[]) =>
      keys.reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], settings);
    const list = [
      inside('permissions', 'allow'),
      inside('coreTools'),
      inside('tools', 'core'),
      inside('tools', 'allowed'),
    ].find(Array.isArray);
    if (inside('permissions', 'defaultMode') === 'bypassPermissions')
      return { unbounded: 'defaultMode: bypassPermissions', at };
    return list ? { list: list.filter((tool): tool is string => typeof tool === 'string'), at } : {};
  } catch {
    return {};
  }
}

/** Splits at commas and spaces that stand outside parentheses. */
function split(text: string): string[] {
  return text.match(/(?:[^\s,()]|\([^)]*\))+/g) ?? [];
}

/** A pattern that lets any command run. */
export const runsAnything = (tool: string) =>
  /^(?:Bash|bash|shell|run_shell_command|ShellTool|execute)(?:\(\s*(?:\*|:\*|\*:\*)?\s*\))?$/.test(tool) ||
  tool === '*';

/** A pattern with which the environment or a file can be printed and sent somewhere. */
export const printsSecrets = (tool: string) =>
  /^(?:Bash|run_shell_command|shell)\((?:env|printenv|echo|cat|curl|wget|python3?|node|npx|bash|sh|gh api|gh:|gh\)|set|export|awk|sed|find|xargs|make|npm|pnpm|yarn|bun)\b/i.test(
    tool,
  );
