import type { Confidence, Location } from './location.ts';
import type { AutoApproval, ToolClass } from './tool.ts';

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
  /** What the tools it names do, where that is known. */
  does?: AutoApproval['effect'];
}

/** A setting that lets tools run without asking a person. */
export interface Opening {
  /** `claude-bypass-permissions`, `gemini-trust` … */
  rule: string;
  /** In words, with the setting as written. */
  what: string;
  location: Location;
  /** Everything is open, one server is, or a list; decides how bad it is. */
  scope: 'everything' | 'shell' | 'server' | 'edits';
  /** Tool node it opens, for one server. */
  tool?: string;
  /** Nothing is written: the client's documented default. */
  byDefault?: boolean;
  /** A sandbox without network still stands around it. */
  bounded?: boolean;
  /** Newer versions of the client do not take the setting from this file. */
  mayBeIgnored?: boolean;
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
  openings?: Opening[];
  /** Servers of the project start without a person having approved them. */
  autoTrust?: { how: string; location: Location; all: boolean; folder?: string }[];
  /** The whole environment of the parent goes to its commands and servers, credentials included. */
  inheritsEnvironment?: { how: string; location: Location };
  /** Hooks, helpers and servers of the client that run code fetched at that moment: `by` what, `from` where. */
  fetchesCode?: { by: string; from: string; location: Location }[];
  /** Files of the project that send the user's traffic to an address, or switch off its verification. */
  redirects?: (
    | { how: 'address'; name: string; to: string; ownKey: boolean; location: Location }
    | { how: 'unverified'; name: string; location: Location }
  )[];
  /** No list narrows the tools it can call. */
  unrestrictedTools?: { how: string; location: Location; preselectionOnly?: boolean };
  /** Runs without a person: CI, cron, cloud agent. */
  headless?: boolean;
  /** Can be started by people outside the project (issue comment, pull request from a fork). */
  untrustedTrigger?: { how: string; gated: boolean; location: Location };
  /** Declared budget of one task in seconds (timeout). */
  taskSeconds?: number;
}
