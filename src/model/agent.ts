import type { Confidence, Location } from './location.ts';
import type { ToolClass } from './tool.ts';

export type AutonomyLevel = 'A0' | 'A1' | 'A2' | 'A3' | 'A4' | 'unknown';
export type Outcome = 'deny' | 'ask' | 'allow' | 'unknown';

/** One permission rule as written, in the order the client would consult it. */
export interface PermissionRule {
  effect: 'allow' | 'ask' | 'deny';
  /** As written: `Bash(git diff:*)`, `mcp__github__*`, `edit`. */
  pattern: string;
  /** managed, user, project, local, session, agent … */
  tier?: string;
  location: Location;
}

/** The effective answer for one class of tools and the line that decided it. */
export interface Decision {
  tool: ToolClass;
  outcome: Outcome;
  how: string;
  confidence: Confidence;
  locations: Location[];
}

/** Facts of an agent node. */
export interface AgentFacts {
  /** Id of rules/agents/<client>.yaml, a framework (`langgraph`) or a CI agent (`claude-code-action`). */
  client: string;
  surface: 'editor' | 'cli' | 'desktop' | 'ci' | 'framework' | 'platform' | 'sub-agent';
  autonomy: { level: AutonomyLevel; how: string; locations: Location[]; confidence: Confidence };
  /** How strict its controls have to be, filled by assess. 1 is strictest. */
  tier?: { level: 1 | 2 | 3; why: string };
  decisions?: Decision[];
  rules?: PermissionRule[];
  /** No list narrows the tools it can call. */
  unrestrictedTools?: { how: string; location: Location; preselectionOnly?: boolean };
  /** Runs without a person: CI, cron, cloud agent. */
  headless?: boolean;
  /** Can be started by people outside the project (issue comment, pull request from a fork). */
  untrustedTrigger?: { how: string; gated: boolean; location: Location };
  /** Declared budget of one task in seconds (timeout). */
  taskSeconds?: number;
}
