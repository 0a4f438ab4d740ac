import type { ReadContext, SourceFile } from '../../model/index.ts';
import { baseOf, folderOf } from '../../util/paths.ts';
import { parseJson } from '../tree/json.ts';
import { parseToml } from '../tree/toml.ts';
import { entries, get, type Parsed, type Tree } from '../tree/tree.ts';
import { parseYaml } from '../tree/yaml.ts';
import { agentId, below, type ClientFile, type ClientRule, placesOf } from './client.ts';
import { observeServer, type ReadTool } from './server/observe.ts';
import { readServer } from './server/server.ts';

/** One file of a client, parsed. */
export interface Loaded {
  path: string;
  row: ClientFile;
  parsed: Parsed;
}

/** Everything one client has in one folder: the files together make one agent. */
export interface ClientState {
  rule: ClientRule;
  dir: string;
  agent: string;
  files: Loaded[];
  /** Servers of all files, with the file each is written in. */
  tools: { path: string; tool: ReadTool }[];
  context: ReadContext;
}

const memo = new WeakMap<ReadContext, Map<string, ClientState>>();
const folders = new WeakMap<ReadContext, Map<string, string[]>>();

/** State of a client in a folder. Read once for a context: an agent with four files is the same agent four times. */
export function stateOf(rule: ClientRule, dir: string, context: ReadContext, file?: SourceFile): ClientState {
  const states = memo.get(context) ?? new Map<string, ClientState>();
  memo.set(context, states);
  const key = `${rule.id} ${dir}`;
  const have = states.get(key);
  if (have && (!file || have.files.some((loaded) => loaded.path === file.path))) return have;
  const files = filesOf(rule, dir, context, file);
  const state: ClientState = { rule, dir, agent: agentId(rule.id, dir), files, tools: [], context };
  state.tools = files.flatMap((loaded) => toolsOf(loaded, state));
  states.set(key, state);
  return state;
}

function filesOf(rule: ClientRule, dir: string, context: ReadContext, file?: SourceFile): Loaded[] {
  const loaded = new Map<string, Loaded>();
  for (const row of rule.files) {
    if (row.beside && !context.open(below(dir, row.beside))) continue;
    const system = dir === '~' ? (row.system ?? []) : [];
    for (const path of [...matching(below(dir, row.path), context), ...system]) {
      const source = path === file?.path ? file : context.open(path);
      if (source && !loaded.has(path))
        loaded.set(path, { path, row, parsed: parse(source.text, row.format) });
    }
  }
  if (file && !loaded.has(file.path)) {
    const row = placesOf(file.path, context).find((place) => place.rule === rule)?.file ?? rule.files[0]!;
    loaded.set(file.path, { path: file.path, row, parsed: parse(file.text, row.format) });
  }
  return [...loaded.values()];
}

/** Paths of the tree that a pattern below a folder names; `*` stands for one name. */
export function matching(pattern: string, context: ReadContext): string[] {
  if (!pattern.includes('*')) return [pattern];
  let index = folders.get(context);
  if (!index) {
    index = new Map();
    for (const path of context.paths) {
      const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      const list = index.get(folder);
      if (list) list.push(path);
      else index.set(folder, [path]);
    }
    folders.set(context, index);
  }
  const folder = pattern.slice(0, Math.max(0, pattern.lastIndexOf('/')));
  const last = baseOf(pattern);
  if (folder.includes('*')) return [];
  const regex = new RegExp(`^${last.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
  return (index.get(folder) ?? []).filter((path) => regex.test(baseOf(path)));
}

export function parse(text: string, format: ClientFile['format']): Parsed {
  if (format === 'toml') return parseToml(text);
  if (format === 'yaml') return parseYaml(text)[0] ?? { tree: undefined, errors: [] };
  return parseJson(text);
}

/** Walks dotted keys; keys that hold dots themselves (`chat.mcp`) are tried whole first. */
export function dig(tree: Tree | undefined, key: string): Tree | undefined {
  if (key === '') return tree;
  return get(tree, key) ?? get(tree, ...key.split('.'));
}

function toolsOf(loaded: Loaded, state: ClientState): { path: string; tool: ReadTool }[] {
  const { rule, dir, context, agent } = state;
  const { row, parsed, path } = loaded;
  // A file whose name tells no client is its own agent; what it starts lies beside it.
  const folder = dir === '~' ? '.' : dir === path ? folderOf(path) : dir;
  const roots = [
    parsed.tree,
    ...(row.projects ? entries(dig(parsed.tree, row.projects)).map((entry) => entry.value) : []),
  ];
  return roots.flatMap((root) =>
    row.servers.flatMap((key) =>
      serversIn(dig(root, key)).flatMap((entry) => {
        const server = readServer(entry, rule, folder);
        const tool = observeServer(server, {
          agent,
          dir: folder,
          path,
          references: rule.references,
          approvals: rule.approvals ?? [],
          oauth: rule.oauth ?? false,
          inherits: rule.inherits ?? false,
          context,
        });
        return tool ? [{ path, tool }] : [];
      }),
    ),
  );
}

/** Definitions of a map `name -> definition` or a list of definitions with a `name`. */
export function serversIn(tree: Tree | undefined): { key: string; keySpan: Tree['span']; value: Tree }[] {
  if (tree?.kind === 'list') {
    return tree.items.flatMap((item) => {
      const name = get(item, 'name');
      return item.kind === 'dict'
        ? [
            {
              key: name?.kind === 'scalar' ? String(name.value) : 'server',
              keySpan: (name ?? item).span,
              value: item,
            },
          ]
        : [];
    });
  }
  return entries(tree).filter((entry) => entry.value.kind === 'dict');
}
