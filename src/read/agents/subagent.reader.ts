import type { Reader } from '../../model/index.ts';
import { clients } from './client.ts';
import { observeSubAgent, subAgentPlaces } from './subagent.ts';

/** Files that define one agent each: Claude Code sub-agents, opencode and Codex agents, Kiro and Amazon Q agents, chat modes. */
export const reader: Reader = {
  id: 'agent-sub-agent',
  paths: [...new Set(clients.flatMap((rule) => (rule.subAgents ?? []).map((row) => `**/${row.path}`)))],
  *read(file, context) {
    for (const place of subAgentPlaces(file.path, context)) yield* observeSubAgent(place, file, context);
  },
};
