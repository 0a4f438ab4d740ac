import type { Location } from './location.ts';

/** What a tool can do; the classes in which decisions are taken. */
export type ToolClass =
  | 'read'
  | 'write'
  | 'execute'
  | 'network'
  | 'credential'
  | 'money'
  | 'deploy'
  | 'message';

/** Labels for the combination "private data + untrusted content + a way out". */
export type Capability = ToolClass | 'private-data' | 'untrusted-input' | 'egress' | 'memory';

/** Facts of an MCP server, function or action an agent can call. */
export interface ToolFacts {
  toolKind: 'mcp-server' | 'builtin' | 'function' | 'action' | 'gateway';
  transport?: 'stdio' | 'http' | 'sse' | 'ws' | 'unknown';
  /** Program and arguments, credentials redacted. */
  command?: string[];
  /** Address without userinfo and query values. */
  url?: string;
  package?: { name: string; version?: string; runner: string; pinned: boolean };
  /** Key of the curated table in rules/permissions/servers.yaml, where the server is known. */
  known?: string;
  /** Empty or absent means unknown, not safe. */
  capabilities?: Capability[];
  /** Evidence of caller authentication on a remote server. */
  auth?: 'none' | 'header' | 'oauth' | 'mtls' | 'basic' | 'unknown';
  /** The whole environment of the parent is passed on. */
  inheritsEnvironment?: boolean;
}

/** Facts of one agent's use of a tool, on the `calls` edge: two clients may configure one server differently. */
export interface CallFacts {
  /** Name of the server or tool in this configuration. */
  as: string;
  /** Tool names the client calls without asking; `*` for all. */
  autoApproved?: AutoApproval[];
  /** Narrowing list of tool names, when there is one. */
  allowedTools?: string[];
  /** Removed from what the server offers. */
  excludedTools?: string[];
  disabled?: boolean;
  /** Package as this configuration starts it; two clients may pin one package differently. */
  package?: { name: string; version?: string; runner: string; pinned: boolean; location: Location };
  /** Evidence of authentication in this configuration; `unknown` when the client negotiates it at run time. */
  auth?: ToolFacts['auth'];
  /** Remote address in this configuration, without userinfo and query values. */
  remote?: { url: string; location: Location };
  /** Ways in which this configuration lets the server out to the whole machine: `--privileged`, the root folder. */
  hostAccess?: { how: string; root: boolean; location: Location }[];
  /** A person is asked before this agent's call runs: the argument, interrupt or middleware that does it. */
  asks?: { how: string; location: Location };
  /** Where a code executor runs what it is given. */
  boundary?: 'none' | 'sandbox' | 'unknown';
  /** A flag or variable leaves only reading tools. */
  readOnly?: Location;
  /** The address names one project only. */
  projectScoped?: Location;
  /** The endpoint offers OAuth (curated table). */
  offersOAuth?: boolean;
  /** A public documentation service: no login is expected (curated table). */
  publicService?: boolean;
}

/** One tool called without asking, with what is known of its effect. */
export interface AutoApproval {
  name: string;
  location: Location;
  effect?: { class: ToolClass; irreversible: boolean; how: 'table' | 'verb' };
}
