import type { Capability, ToolClass } from '../../../model/index.ts';
import { words } from '../../resolve/names.ts';
import data from './servers.generated.ts';

/** A row of rules/permissions/servers.yaml. */
export interface KnownServer {
  id: string;
  packages: string[];
  hosts?: string[];
  capabilities: Capability[];
  oauth?: boolean;
  ambient?: string;
  readOnly?: string[];
  tools?: Partial<Record<ToolClass, string[]>>;
  irreversible?: string[];
  /** Public documentation: no login is expected. */
  public?: boolean;
  harmless?: boolean;
  /** The address itself is handed out to one caller. */
  keyInAddress?: boolean;
}

const table = data as KnownServer[];
const byPackage = new Map(
  table.flatMap((row) => row.packages.map((name) => [name.toLowerCase(), row] as const)),
);
const byHost = new Map(table.flatMap((row) => (row.hosts ?? []).map((host) => [host, row] as const)));

export function knownPackage(name: string): KnownServer | undefined {
  return byPackage.get(name.toLowerCase());
}

export function knownHost(url: string): KnownServer | undefined {
  const [, host = '', path = ''] = /^https?:\/\/(?:[^@/]*@)?([^/:?#]+)(?::\d+)?(\/[^?#]*)?/.exec(url) ?? [];
  return (
    byHost.get(host.toLowerCase() + path.replace(/\/(?:mcp|sse)?\/?$/, '')) ?? byHost.get(host.toLowerCase())
  );
}

export function knownById(id: string | undefined): KnownServer | undefined {
  return id === undefined ? undefined : table.find((row) => row.id === id);
}

/** What a tool does, and how that is known. */
export interface Effect {
  class: ToolClass;
  irreversible: boolean;
  /** `table`: the curated row says so; `verb`: guessed from the name. */
  how: 'table' | 'verb';
}

const VERBS: [ToolClass, boolean, string][] = [
  ['write', true, 'delete remove drop purge destroy wipe truncate erase uninstall revoke terminate'],
  ['money', true, 'pay transfer refund charge purchase buy sell withdraw payout trade'],
  ['message', false, 'send post reply publish tweet notify comment invite email message broadcast'],
  ['execute', false, 'execute exec run eval evaluate shell bash terminal script invoke command spawn'],
  ['deploy', false, 'deploy release rollback provision migrate promote rollout apply merge'],
  ['write', false, 'create update edit write add set put patch modify insert upsert rename move upload import assign push commit append replace save store disable enable close archive'],
  ['read', false, 'get list read search fetch find query view describe show lookup resolve check count explain status browse inspect analyze snapshot'],
]; // biome-ignore format: a table
const byVerb = new Map(
  VERBS.flatMap(([kind, irreversible, list]) =>
    list.split(' ').map((verb) => [verb, { class: kind, irreversible }] as const),
  ),
);

/** Class of one tool of a server: the table first, the verb of its name second; undefined when neither tells. */
export function effectOf(server: KnownServer | undefined, tool: string): Effect | undefined {
  const irreversible = server?.irreversible?.includes(tool) ?? false;
  for (const [kind, names] of Object.entries(server?.tools ?? {})) {
    if (names.includes(tool)) return { class: kind as ToolClass, irreversible, how: 'table' };
  }
  if (irreversible) return { class: 'write', irreversible, how: 'table' };
  for (const word of words(tool)) {
    const verb = byVerb.get(word);
    if (verb) return { ...verb, how: 'verb' };
  }
  return undefined;
}
