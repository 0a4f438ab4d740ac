import type { AgentFacts, AutonomyLevel, Outcome, ReadContext, ToolClass } from '../../model/index.ts';
import type { Grammar } from '../resolve/grammar.ts';
import data from './clients.generated.ts';

/** rules/agents/<client>.yaml: where an agent client keeps its configuration, and how to read it. */
export interface ClientRule {
  id: string;
  name: string;
  surface: AgentFacts['surface'];
  docs: string;
  /** Version and month of the client that was modelled. */
  modelled: string;
  files: ClientFile[];
  /** Ways to write a reference that the client resolves in a server's definition. */
  references: Grammar[];
  /** Names of fields that differ from the common ones. */
  keys?: Partial<ServerKeys>;
  /** Keys of lists (or switches) that let tools of a server run without asking. */
  approvals?: string[];
  /** Dotted keys of commands that print a credential for the client itself. */
  helpers?: string[];
  /** Keys whose value is the name of a variable that holds a credential. */
  nameKeys?: string[];
  /** The client negotiates OAuth with remote servers by itself. */
  oauth?: boolean;
  /** A server is given the whole environment of the client. */
  inherits?: boolean;
  /** Setting of the approval mode where the client follows Gemini CLI's; `yolo`: a file may switch all asking off. */
  mode?: { key: string; yolo: boolean };
  /** What holds when nothing is said. */
  defaults: { autonomy: AutonomyLevel; outcomes: Partial<Record<ToolClass, Outcome>>; how: string };
  /** Files that define an agent each: sub-agents, custom agents, chat modes. */
  subAgents?: SubAgentFile[];
  /** Files and keys that look right and are never read. */
  unread?: Unread[];
}

export interface ClientFile {
  /** Below the agent's folder; `*` stands for one name. */
  path: string;
  scope: 'managed' | 'user' | 'project' | 'local';
  /** Where the machine keeps it: it governs the user's agent. */
  system?: string[];
  format: 'json' | 'yaml' | 'toml';
  /** Dotted keys under which the map of servers stands; empty for files without servers. */
  servers: string[];
  /** Several projects in one file: dotted key of a map from folder to settings (`~/.claude.json`). */
  projects?: string;
  /** Only where this file stands in the same folder. */
  beside?: string;
  /** Keys of which one must be there for a shared settings file to speak of the agent; `*` at the end matches a prefix. */
  when?: string[];
}

/** Files that define further agents of the client, mostly one each. */
export interface SubAgentFile {
  path: string;
  format: 'frontmatter' | ClientFile['format'];
  /** Only where this file stands in the same folder. */
  beside?: string;
  /** Keys that narrow what it can do; the first is the list of tools. */
  tools: string[];
  /** What it means that none of them is there. */
  absent: string;
  /** Key of its own permission mode. */
  mode?: string;
  /** Key of a list of definitions, where one file holds several. */
  each?: string;
  /** A person changes the list in the chat: it selects, it does not bind. */
  preselection?: boolean;
  /** Dotted keys of its own servers. */
  servers?: string[];
  /** Keys of tools that run without asking. */
  trusted?: string[];
}

export interface Unread {
  rule: string;
  /** File that the client never loads. */
  path?: string;
  /** Dotted key that the client does not know, in one of its files (`in`, all when absent). */
  key?: string;
  in?: string[];
  why: string;
  direction: 'protective' | 'permissive';
}

/** Field names of a server's definition. */
export interface ServerKeys {
  command: string[];
  args: string[];
  env: string[];
  envFile: string[];
  url: string[];
  headers: string[];
  /** Lists of variable names passed through (Codex `env_vars`, Goose `env_keys`). */
  envNames: string[];
  /** Header -> variable name (Codex `env_http_headers`). */
  headerNames: string[];
  /** Variable that holds the bearer token (Codex `bearer_token_env_var`). */
  bearerName: string[];
  /** Values that are a credential themselves. */
  token: string[];
  oauth: string[];
  allowed: string[];
  excluded: string[];
  disabled: string[];
  enabled: string[];
}

const COMMON: ServerKeys = {
  command: ['command', 'cmd'],
  args: ['args'],
  env: ['env', 'environment', 'envs'],
  envFile: ['envFile', 'env_file'],
  url: ['url', 'httpUrl', 'serverUrl', 'uri', 'server_url', 'endpoint'],
  headers: ['headers', 'http_headers', 'requestHeaders'],
  envNames: [],
  headerNames: [],
  bearerName: [],
  token: ['apiKey', 'api_key', 'token', 'bearerToken', 'authToken', 'authorization_token'],
  oauth: ['oauth', 'auth', 'authProviderType', 'authorization'],
  allowed: ['includeTools', 'allowedTools', 'enabledTools', 'enabled_tools', 'available_tools'],
  excluded: ['excludeTools', 'disabledTools', 'disabled_tools', 'disallowedTools'],
  disabled: ['disabled'],
  enabled: ['enabled'],
};

export const clients = data as ClientRule[];

export const keysOf = (rule: ClientRule): ServerKeys => ({ ...COMMON, ...rule.keys });

export function clientOf(id: string): ClientRule {
  const rule = clients.find((one) => one.id === id);
  if (!rule) throw new Error(`rules/agents/${id}.yaml is missing`);
  return rule;
}

/** Where a file stands among a client's files: its row and the folder of the agent (`.` for the root, `~` for the user's home). */
export interface Place {
  rule: ClientRule;
  file: ClientFile;
  dir: string;
}

const regexes = new Map<string, RegExp>();

/** Folder in front of a client's file, or undefined when the path is not that file. */
export function folderBefore(path: string, pattern: string): string | undefined {
  let regex = regexes.get(pattern);
  if (!regex) {
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**/', '(?:.+/)?')
      .replaceAll('*', '[^/]*');
    regex = new RegExp(`^(?:(.*)/)?${escaped}$`);
    regexes.set(pattern, regex);
  }
  const match = regex.exec(path);
  return match ? match[1] || '.' : undefined;
}

/** Each client that a path belongs to, with its longest pattern: `.opencode/opencode.json` is no `opencode.json` of a folder `.opencode`. */
export function placesOf(path: string, context: Pick<ReadContext, 'open'>): Place[] {
  return clients.flatMap((rule) => {
    const fitting = rule.files.flatMap((file) => {
      const dir = file.system?.includes(path) ? '~' : folderBefore(path, file.path);
      if (dir === undefined || (file.beside && !context.open(below(dir, file.beside)))) return [];
      return [{ rule, file, dir }];
    });
    return fitting.sort((a, b) => b.file.path.length - a.file.path.length).slice(0, 1);
  });
}

export const agentId = (client: string, dir: string, name?: string): string =>
  `agent:${client}:${dir}${name ? `#${name}` : ''}`;

/** Path of a file below an agent's folder. */
export const below = (dir: string, path: string): string => (dir === '.' ? path : `${dir}/${path}`);
