import type { Call, Value } from './source.ts';
import type { Role, Sdk } from './table.ts';

/** What an argument of an agent is for; frameworks agree on names more than on anything else. */
const NAMES: Record<Role | 'servers' | 'memory' | 'code', string[]> = {
  name: ['name', 'agent_name', 'id', 'role'],
  model: ['model', 'llm', 'model_client', 'chat_client', 'client', 'llm_config', 'service'],
  tools: ['tools', 'functions', 'builtin_tools', 'builtinTools', 'plugins', 'native_tools'],
  servers: ['mcp_servers', 'mcpServers', 'toolsets', 'mcps', 'workbench'],
  delegates: [
    'handoffs',
    'sub_agents',
    'subAgents',
    'agents',
    'participants',
    'subagents',
    'members',
    'managed_agents',
  ],
  memory: [
    'checkpointer',
    'checkpointSaver',
    'store',
    'memory',
    'session',
    'db',
    'storage',
    'memory_service',
  ],
  executor: ['code_executor', 'codeExecutor', 'code_execution_config', 'executor'],
  code: ['allow_code_execution', 'allow_dangerous_code', 'use_local_execution'],
};
export type ArgumentRole = keyof typeof NAMES;

/** Arguments of a call that play a role, by keyword or by the position the framework gives them. */
export function argumentsFor(role: ArgumentRole, call: Call, positions: Sdk['agents'][string] = {}): Value[] {
  const named = NAMES[role].flatMap((name) => call.named.get(name) ?? []);
  const position = positions[role as Role];
  const placed = position === undefined ? undefined : call.args[position];
  return placed && placed.kind !== 'dict' && named.length === 0 ? [placed] : named;
}
