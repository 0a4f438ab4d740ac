import type { CallFacts, Location, Observation, ReadContext, ToolNode, Via } from '../../../model/index.ts';
import type { Grammar } from '../../resolve/grammar.ts';
import { type Held, heldIn, heldInUrl } from '../../resolve/held.ts';
import {
  flagTakesCredential,
  headerTakesCredential,
  namesCredential,
  namesCredentialFile,
} from '../../resolve/names.ts';
import { locate } from '../../tree/tree.ts';
import { ambientOf, mountsOf } from './ambient.ts';
import { credential, type Holding } from './credential.ts';
import { fromEnvFile, fromScript } from './follow.ts';
import { hostAccessOf } from './host-access.ts';
import { effectOf, type KnownServer, knownHost, knownPackage } from './known.ts';
import type { Server } from './server.ts';
import { ASSIGNMENT } from './unwrap.ts';
import type { Word } from './words.ts';

/** The agent on whose behalf a server is read. */
export interface ServerScope {
  agent: string;
  /** Folder of the agent, where relative paths start. */
  dir: string;
  path: string;
  references: readonly Grammar[];
  /** Approval keys that the client consults. */
  approvals: readonly string[];
  oauth: boolean;
  inherits: boolean;
  context: ReadContext;
}

/** What is written of one server: the tool, the call, each credential it is given. */
export interface ReadTool {
  id: string;
  known?: KnownServer;
  call: CallFacts;
  observations: Observation[];
  /** References the client hands over as written. */
  unresolved: { held: Held; location: Location }[];
  /** Approval keys the client does not consult. */
  ignoredApprovals: { key: string; location: Location }[];
}

export function observeServer(server: Server, scope: ServerScope): ReadTool | undefined {
  const { launch } = server;
  const remote = remoteOf(server);
  const id = remote ? `mcp:url:${remoteId(remote.text)}` : launch.id;
  if (!id) return undefined;
  const at = (word: Word | undefined): Location => locate(scope.path, word?.at ?? server.tree);
  const known = (remote && knownHost(remote.text)) ?? (launch.package && knownPackage(launch.package.name));
  const holdings = unique([
    ...declared(server, scope),
    ...(remote ? inUrl(remote, scope) : []),
    ...followed(server, scope),
  ]);
  const own = holdings.filter((holding) => holding.held.reference !== 'placeholder');
  const header = holdings.find((holding) => holding.via === 'header' || holding.via === 'url');
  const auth = remote ? authOf(server, header?.held, holdings.length > 0, known, scope.oauth) : undefined;
  const ambient = remote
    ? []
    : [...ambientOf(server, known, own, scope.path), ...mountsOf(server, scope.path)];
  const named = { name: server.name, location: locate(scope.path, server.keySpan) };
  const hostAccess = remote ? [] : hostAccessOf(server, known, scope.path);
  const readOnly = readOnlyAt(server, known, scope.path);
  const call: CallFacts = {
    as: server.name,
    ...(server.disabled && { disabled: true }),
    ...(server.allowed && { allowedTools: server.allowed }),
    ...(server.excluded && { excludedTools: server.excluded }),
    ...(launch.package && {
      package: {
        ...launch.package,
        location: at(launch.all.find((word) => word.text.includes(launch.package!.name))),
      },
    }),
    ...(auth && { auth }),
    ...(remote && { remote: { url: redactUrl(remote.text), location: at(remote) } }),
    ...(hostAccess.length > 0 && { hostAccess }),
    ...(readOnly && { readOnly }),
    ...(remote && /[?&]project_ref=/.test(remote.text) && { projectScoped: at(remote) }),
    ...(known?.oauth && { offersOAuth: true }),
    ...(known?.public && { publicService: true }),
    autoApproved: server.approvals
      .filter((approval) => scope.approvals.includes(approval.key))
      .map((approval) => ({
        name: approval.name,
        location: locate(scope.path, approval.at),
        effect: effectOf(known, approval.name),
      })),
  };
  const tool: ToolNode = {
    kind: 'tool',
    id,
    name: server.name,
    toolKind: id.startsWith('gateway:') ? 'gateway' : 'mcp-server',
    locations: [named.location],
    confidence: 'high',
    transport: remote ? (/\/sse\/?$/.test(remote.text) ? 'sse' : 'http') : 'stdio',
    ...(remote ? { url: redactUrl(remote.text) } : { command: redact(launch.all, own) }),
    ...(launch.package && { package: launch.package }),
    ...(known && { known: known.id, capabilities: readOnly ? readingOnly(known) : known.capabilities }),
    ...(auth && { auth }),
    ...(scope.inherits && !remote && { inheritsEnvironment: true }),
  };
  const observations: Observation[] = [
    { type: 'node', node: tool },
    {
      type: 'edge',
      edge: {
        from: scope.agent,
        to: id,
        kind: 'calls',
        name: server.name,
        locations: [named.location],
        confidence: 'high',
        call,
      },
    },
    ...[...holdings, ...ambient].flatMap((holding) => credential(holding, id, scope)),
  ];
  return {
    id,
    known,
    call,
    observations,
    unresolved: holdings
      .filter(({ held }) => held.grammar && !held.resolved)
      .map(({ held, location }) => ({ held, location })),
    ignoredApprovals: server.approvals
      .filter((approval) => !scope.approvals.includes(approval.key))
      .map((approval) => ({ key: approval.key, location: locate(scope.path, approval.at) })),
  };
}

/** The address of a bridge is an argument and an address at once: one place, one holding. */
function unique(holdings: Holding[]): Holding[] {
  const key = ({ held, via, location }: Holding) =>
    `${held.reference} ${held.name} ${held.sealed?.fingerprint ?? ''} ${via} ${location.startLine}:${location.startColumn}`;
  return [...new Map(holdings.toReversed().map((one) => [key(one), one])).values()].toReversed();
}

const readingOnly = (known: KnownServer) =>
  known.capabilities.filter((one) => !['write', 'deploy', 'message', 'money', 'execute'].includes(one));

function remoteOf(server: Server): Word | undefined {
  if (server.launch.bridge) return server.launch.bridge;
  return server.url && !server.launch.id ? server.url : undefined;
}

/** `scheme://host/path` without user information and query: what the server is, whoever calls it. */
function remoteId(url: string): string {
  const match = /^([\w+.-]+:\/\/)(?:[^/@]*@)?([^/?#]*)([^?#]*)/.exec(url);
  return match ? match[1]!.toLowerCase() + match[2]!.toLowerCase() + match[3]!.replace(/\/$/, '') : url;
}

export function redactUrl(url: string): string {
  return url
    .replace(/:\/\/[^/?#@\s]*@/, '://***@')
    .replace(/([?&][^=&#]+)=([^&#]*)/g, (whole, key: string, value: string) =>
      /^\$?\{|^(?:true|false)$/.test(value) || /project_ref|features|read_only/.test(key)
        ? whole
        : `${key}=***`,
    )
    .replace(/\/[A-Za-z0-9_-]{24,}(?=\/|$)/g, '/***');
}

function redact(words: Word[], holdings: Holding[]): string[] {
  const secrets = holdings.flatMap(({ held }) => (held.reference === 'literal' && held.raw ? [held] : []));
  return words.map(({ text }) => {
    let out = /:\/\/[^/]*@|[?&]\w+=/.test(text) ? redactUrl(text) : text;
    for (const held of secrets) out = out.replaceAll(held.raw, held.sealed?.preview ?? '***');
    return out;
  });
}

function authOf(
  server: Server,
  header: Held | undefined,
  any: boolean,
  known: KnownServer | undefined,
  negotiates: boolean,
): ToolNode['auth'] {
  if (server.headers.some((field) => /^authorization$/i.test(field.name) && /^basic\s/i.test(field.value)))
    return 'basic';
  if (header || any) return 'header';
  if (server.oauth || (known?.oauth && negotiates)) return 'oauth';
  // An address with a random part in its path is handed out to one caller (Composio, Zapier, Pipedream).
  if (/\/[\w-]*\d[\w-]{14,}(?:[/?]|$)/.test(remoteOf(server)?.text ?? '') || known?.keyInAddress)
    return 'unknown';
  return negotiates || server.launch.bridge ? 'unknown' : 'none';
}

function readOnlyAt(server: Server, known: KnownServer | undefined, path: string): Location | undefined {
  const flags = known?.readOnly ?? [];
  const word = server.launch.all.find(({ text }) =>
    flags.some(
      (flag) =>
        text === flag ||
        text.startsWith(`${flag}=true`) ||
        (flag.includes('=') && text.includes(flag)) ||
        (flag.startsWith('/') && text.endsWith(flag)),
    ),
  );
  if (word) return locate(path, word.at);
  if (
    server.url &&
    flags.some(
      (flag) =>
        (flag.includes('=') && server.url!.text.includes(flag)) ||
        (flag.startsWith('/') && server.url!.text.replace(/\/$/, '').endsWith(flag)),
    )
  )
    return locate(path, server.url.at);
  const field = [...server.env, ...server.headers].find(
    ({ name, value }) => flags.includes(name) && /^(?:true|1|yes)$/i.test(value),
  );
  return field && locate(path, field.at);
}

/** Credentials that the definition itself names or holds. */
function declared(server: Server, scope: ServerScope): Holding[] {
  const { path, context } = scope;
  const resolves = server.launch.around.shell
    ? [...scope.references, 'dollar' as const, 'braces' as const, 'shell' as const]
    : scope.references;
  const value = { seal: context.seal, resolves };
  const holdings: Holding[] = [];
  const add = (via: Via, name: string, held: Held[], at: { span: unknown } | Word['at']) => {
    for (const one of held)
      holdings.push({ held: one, via: one.via ?? via, name, location: locate(path, at as Word['at']) });
  };
  for (const { name, value: text, at } of server.env) {
    if (namesCredentialFile(name) && text && !/^[[{]/.test(text.trim())) {
      const held = heldIn(name, text, false, value);
      add(
        'env',
        name,
        held.length > 0 ? held : [{ reference: 'file', name: text, resolved: true, raw: '' }],
        at,
      );
    } else add('env', name, heldIn(name, text, namesCredential(name), value), at);
  }
  for (const { name, value: text, at } of server.headers)
    add('header', name, heldIn(name, text, headerTakesCredential(name), value), at);
  for (const { name, value: text, at } of server.tokens)
    add('field', name, heldIn(name, text, true, value), at);
  for (const { name, variable, via } of server.passed) {
    const pasted = context.seal(variable.text, name);
    if (pasted.rule && !pasted.placeholder)
      add(
        via,
        name,
        [{ reference: 'literal', name, sealed: pasted, resolved: true, raw: variable.text }],
        variable.at,
      );
    else if (via === 'header' || namesCredential(variable.text))
      holdings.push({
        held: { reference: 'env', name: variable.text, resolved: true, raw: '' },
        via,
        name,
        location: locate(path, variable.at),
        indirect: 'passed through by name',
      });
  }
  for (const word of server.launch.around.assigned) {
    const [, name = '', text = ''] = ASSIGNMENT.exec(word.text) ?? [];
    add('env', name, heldIn(name, text, namesCredential(name), value), word.at);
  }
  for (const word of server.launch.set) {
    const [, name = '', text = ''] = ASSIGNMENT.exec(word.text) ?? [];
    add('arg', name, heldIn(name, text, namesCredential(name), value), word.at);
  }
  for (const word of server.launch.passed) {
    if (namesCredential(word.text) && !server.env.some((field) => field.name === word.text))
      add('env', word.text, [{ reference: 'env', name: word.text, resolved: true, raw: '' }], word.at);
  }
  for (const one of inArguments(server.launch.words, value))
    add(one.held.via ?? 'arg', one.name, [one.held], one.word.at);
  for (const { tool, word, entry } of server.launch.around.managers)
    holdings.push({
      held: { reference: 'command', name: entry ? `${tool} ${entry}` : tool, resolved: true, raw: '' },
      via: 'run',
      name: tool,
      location: locate(path, word.at),
      indirect: `put into the environment by \`${tool}\``,
    });
  return holdings;
}

/** `--api-key X`, `--api-key=X`, `--header "Authorization: Bearer X"`, `KEY=X`, and any word that is a token or a URL with one. */
function* inArguments(
  words: Word[],
  value: Parameters<typeof heldIn>[3],
): Generator<{ held: Held; name: string; word: Word }> {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const pair =
      /^(-{1,2}[\w.-]+)=([\s\S]*)$/.exec(word.text) ?? /^([A-Za-z_][\w-]*)=([\s\S]*)$/.exec(word.text);
    const previous = words[i - 1]?.text ?? '';
    let name = 'argument';
    let text = word.text;
    let expected = false;
    if (pair) {
      [, name = '', text = ''] = pair;
      expected = flagTakesCredential(name) || (!name.startsWith('-') && namesCredential(name));
    } else if (/^(?:-H|--header|--headers)$/.test(previous)) {
      const [, header = '', rest = ''] = /^([\w-]+)\s*[:=]\s*([\s\S]*)$/.exec(text) ?? [];
      if (header) [name, text, expected] = [header, rest, headerTakesCredential(header)];
    } else if (flagTakesCredential(previous) && !word.text.startsWith('-'))
      [name, expected] = [previous, true];
    for (const held of heldIn(name, text, expected, value)) yield { held, name, word };
  }
}

function inUrl(url: Word, scope: ServerScope): Holding[] {
  return heldInUrl(url.text, { seal: scope.context.seal, resolves: scope.references }).map((held) => ({
    held,
    via: 'url' as const,
    name: held.name,
    location: locate(scope.path, url.at),
  }));
}

/** Credentials that the definition only points to: env files and launchers inside the tree, read and never run. */
function followed(server: Server, scope: ServerScope): Holding[] {
  const files = [...server.envFiles, ...server.launch.around.envFiles];
  return [
    ...files.flatMap((word) => fromEnvFile(word.text, locate(scope.path, word.at), scope)),
    ...(server.launch.script && !server.launch.package
      ? fromScript(server.launch.script.text, locate(scope.path, server.launch.script.at), scope)
      : []),
  ];
}
