import type {
  AgentNode,
  Decision,
  Location,
  Observation,
  Opening,
  ReadContext,
  SourceFile,
} from '../../model/index.ts';
import { baseOf } from '../../util/paths.ts';
import { type DictTree, get, items, locate, type Parsed, type Tree, text } from '../tree/tree.ts';
import { agentId, below, type ClientRule, clients, folderBefore, type SubAgentFile } from './client.ts';
import { frontmatter } from './frontmatter.ts';
import { agentNode } from './observe.ts';
import { CLASSES } from './policy.ts';
import { observeServer, type ReadTool } from './server/observe.ts';
import { readServer } from './server/server.ts';
import { type ClientState, dig, parse, serversIn, stateOf } from './state.ts';

export interface SubAgentPlace {
  rule: ClientRule;
  row: SubAgentFile;
  dir: string;
}

/** Row and folder of a file that defines an agent of its own. */
export function subAgentPlaces(path: string, context: ReadContext): SubAgentPlace[] {
  const places = clients.flatMap((rule) =>
    (rule.subAgents ?? []).flatMap((row) => {
      const dir = folderBefore(path, row.path);
      if (dir === undefined || (row.beside && !context.open(below(dir, row.beside)))) return [];
      return [{ rule, row, dir }];
    }),
  );
  // `reviewer.agent.md` is one of `*.agent.md` before it is one of `*.md`.
  const longest = Math.max(...places.map(({ row }) => row.path.length));
  return places.filter(({ row }) => row.path.length === longest);
}

/** The agents one file defines: what each inherits, what narrows it, what it starts. */
export function* observeSubAgent(
  { rule, row, dir }: SubAgentPlace,
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  const parsed: Parsed | undefined =
    row.format === 'frontmatter' ? frontmatter(file.text) : parse(file.text, row.format);
  if (parsed?.tree?.kind !== 'dict') return;
  yield { type: 'file', path: file.path, surface: 'agent' };
  const trees = row.each ? items(dig(parsed.tree, row.each)) : [parsed.tree];
  for (const tree of trees)
    if (tree.kind === 'dict') yield* observeDefinition({ rule, row, dir }, tree, file, context);
}

function* observeDefinition(
  { rule, row, dir }: SubAgentPlace,
  tree: DictTree,
  file: SourceFile,
  context: ReadContext,
): Generator<Observation> {
  const top: Location = { path: file.path, startLine: 1, startColumn: 1 };
  const at = row.each ? { ...top, ...locate(file.path, tree.entries[0]?.value ?? tree) } : top;
  const state = stateOf(rule, dir, context);
  const parent = agentNode(state, top);
  const name =
    text(get(tree, 'name')) ??
    text(get(tree, 'slug')) ??
    baseOf(file.path).replace(/(?:\.agent|\.chatmode)?\.\w+$/, '');
  const id = agentId(rule.id, dir, text(get(tree, 'slug')) ?? name);
  const list = row.tools
    .map((key) => get(tree, key))
    .find((found) => found !== undefined && !(found.kind === 'scalar' && found.value === null));
  const names = toolNames(list);
  const all = list !== undefined && names.some((one) => one === '*');
  const own = ownTools(row, tree, rule, id, file.path, dir, context);
  const narrowed = list !== undefined && !all;
  const mode = row.mode ? get(tree, row.mode) : undefined;
  const node: AgentNode = {
    kind: 'agent',
    id,
    name: `${name} (${rule.name})`,
    client: rule.id,
    surface: 'sub-agent',
    locations: [at],
    confidence: 'high',
    autonomy: parent.autonomy,
    decisions: decisionsOf(parent.decisions ?? [], names, narrowed, list ? locate(file.path, list) : at),
    openings: openingsOf(mode, tree, row, file.path),
    ...(!narrowed &&
      !(list === undefined && row.absent === 'has no tools') && {
        unrestrictedTools: {
          how: all ? 'its list of tools is `*`' : `no list of tools: it ${row.absent}`,
          location: list ? locate(file.path, list) : at,
          ...(row.preselection && { preselectionOnly: true }),
        },
      }),
  };
  yield { type: 'node', node: parent };
  yield { type: 'node', node };
  yield {
    type: 'edge',
    edge: {
      from: state.agent,
      to: id,
      kind: 'delegates-to',
      locations: [at],
      confidence: 'high',
      labels: { narrowed: String(narrowed) },
    },
  };
  for (const tool of own) yield* tool.observations;
  for (const { tool } of state.tools) {
    if (narrowed && !names.some((one) => reaches(one, tool.call.as))) continue;
    // The server is the parent's: it is started once, with the parent's credentials.
    yield {
      type: 'edge',
      edge: {
        from: id,
        to: tool.id,
        kind: 'calls',
        name: tool.call.as,
        locations: [list ? locate(file.path, list) : at],
        confidence: 'medium',
        call: { as: tool.call.as, ...(tool.call.disabled && { disabled: true }) },
      },
    };
  }
}

/** `Read, Grep`, a list, or a map from tool to true and false. */
export function toolNames(tree: Tree | undefined): string[] {
  if (tree?.kind === 'scalar') return (text(tree) ?? '').split(/[,\s]+(?![^(]*\))/).filter(Boolean);
  if (tree?.kind === 'dict')
    return tree.entries.flatMap((entry) =>
      text(entry.value) === 'false' || text(entry.value) === 'deny' ? [] : [entry.key],
    );
  // Roo writes a limited group as a list: `[edit, { fileRegex: … }]`.
  return items(tree).flatMap((item) => text(item) ?? text(items(item)[0]) ?? []);
}

const reaches = (name: string, server: string): boolean =>
  name.startsWith(`mcp__${server.replace(/[^\w-]/g, '_')}`) ||
  name === 'mcp' ||
  name === `@${server}` ||
  name.startsWith(`@${server}/`) ||
  name === server ||
  name.startsWith(`${server}/`);

const DOES: Record<string, RegExp> = {
  read: /^(?:read|grep|glob|ls|fs_read|search|codebase|read_file|find|list)/i,
  write: /^(?:edit|write|multiedit|notebookedit|fs_write|editfiles|replace|write_file|patch)/i,
  execute:
    /^(?:bash|execute_bash|shell|run|terminal|runcommands|run_shell_command|powershell|execute|command)/i,
  network: /^(?:webfetch|websearch|fetch|web|browser|web_fetch|google_web_search)/i,
};

/** A list of tools refuses what it does not name. */
function decisionsOf(parent: Decision[], names: string[], narrowed: boolean, at: Location): Decision[] {
  if (!narrowed) return parent;
  const shell = names.some((name) => DOES['execute']!.test(name));
  return CLASSES.flatMap((tool) => {
    const inherited = parent.find((decision) => decision.tool === tool);
    const able = DOES[tool]
      ? names.some((name) => DOES[tool]!.test(name)) || (shell && tool !== 'read' && tool !== 'write')
      : shell || names.some((name) => /^(?:mcp$|mcp__|@)/.test(name));
    if (able && inherited) return [inherited];
    if (tool === 'credential' && names.some((name) => DOES['read']!.test(name)) && inherited)
      return [inherited];
    return [
      {
        tool,
        outcome: 'deny' as const,
        how: 'its list of tools leaves it out',
        confidence: 'high' as const,
        locations: [at],
      },
    ];
  });
}

function openingsOf(mode: Tree | undefined, tree: Tree, row: SubAgentFile, path: string): Opening[] {
  const found: Opening[] = [];
  if (text(mode) === 'bypassPermissions')
    found.push({
      rule: 'claude-bypass-permissions',
      what: '`permissionMode` is `bypassPermissions`',
      location: locate(path, mode),
      scope: 'everything',
    });
  for (const key of row.trusted ?? []) {
    for (const item of items(get(tree, key))) {
      const name = text(item) ?? '';
      const at = locate(path, item);
      if (name === '*')
        found.push({
          rule: 'kiro-allow-everything',
          what: `\`${key}\` holds \`*\``,
          location: at,
          scope: 'everything',
        });
      else if (/^(?:execute_bash|shell|execute_cmd)$/.test(name) && !get(tree, 'toolsSettings', name))
        found.push({
          rule: 'kiro-allow-shell',
          what: `\`${key}\` holds \`${name}\`, every command`,
          location: at,
          scope: 'shell',
        });
      else if (/^@[\w-]+(?:\/\*)?$/.test(name) && name !== '@builtin')
        found.push({
          rule: 'kiro-allow-server',
          what: `\`${key}\` holds \`${name}\`, every tool of that server`,
          location: at,
          scope: 'server',
        });
      else if (name === 'use_aws' && !get(tree, 'toolsSettings', 'use_aws'))
        found.push({
          rule: 'kiro-allow-aws',
          what: `\`${key}\` holds \`use_aws\`, every call of every AWS service`,
          location: at,
          scope: 'shell',
        });
    }
  }
  return found;
}

function ownTools(
  row: SubAgentFile,
  tree: Tree,
  rule: ClientRule,
  agent: string,
  path: string,
  dir: string,
  context: ClientState['context'],
): ReadTool[] {
  return (row.servers ?? []).flatMap((key) =>
    serversIn(dig(tree, key)).flatMap((entry) => {
      const scope = {
        agent,
        dir,
        path,
        references: rule.references,
        approvals: rule.approvals ?? [],
        oauth: rule.oauth ?? false,
        inherits: rule.inherits ?? false,
        context,
      };
      return observeServer(readServer(entry, rule, dir), scope) ?? [];
    }),
  );
}
