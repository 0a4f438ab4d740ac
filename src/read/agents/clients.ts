import { claudePolicy } from './claude/policy.ts';
import { codexPolicy } from './codex/policy.ts';
import { geminiPolicy } from './gemini/policy.ts';
import { opencodePolicy } from './opencode/policy.ts';
import { ampPolicy } from './others/amp.ts';
import { factoryPolicy } from './others/factory.ts';
import {
  aiderPolicy,
  crushPolicy,
  cursorPolicy,
  goosePolicy,
  listPolicy,
  zedPolicy,
} from './others/policies.ts';
import type { Policy } from './policy.ts';
import type { ClientState } from './state.ts';
import { vscodePolicy } from './vscode/policy.ts';

/** Clients with an order of evaluation of their own; all others follow their table. */
export const CLIENT_POLICIES: Record<string, (state: ClientState) => Policy> = {
  'claude-code': claudePolicy,
  codex: codexPolicy,
  'gemini-cli': geminiPolicy,
  'qwen-code': geminiPolicy,
  iflow: geminiPolicy,
  opencode: opencodePolicy,
  vscode: vscodePolicy,
  cursor: cursorPolicy,
  zed: zedPolicy,
  goose: goosePolicy,
  amp: ampPolicy,
  aider: aiderPolicy,
  crush: crushPolicy,
  factory: factoryPolicy,
  kiro: listPolicy,
  'amazon-q': listPolicy,
  windsurf: listPolicy,
  cline: listPolicy,
  roo: listPolicy,
  kilo: listPolicy,
  mcp: listPolicy,
};
