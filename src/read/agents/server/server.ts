import { entries, get, items, type Span, type Tree, text } from '../../tree/tree.ts';
import type { ClientRule } from '../client.ts';
import { keysOf } from '../client.ts';
import { type Launch, readLaunch } from './launch.ts';
import { splitLine, type Word } from './words.ts';

/** A named value of a definition: variable, header, field. */
export interface Field {
  name: string;
  value: string;
  at: Tree;
}

/** One server as a client's file defines it, before anything is concluded. */
export interface Server {
  name: string;
  keySpan: Span;
  tree: Tree;
  launch: Launch;
  url?: Word;
  env: Field[];
  headers: Field[];
  tokens: Field[];
  envFiles: Word[];
  /** Variables passed through by name; `header` or `env` tells what for. */
  passed: { name: string; variable: Word; via: 'env' | 'header' }[];
  oauth: boolean;
  disabled: boolean;
  allowed?: string[];
  excluded?: string[];
  /** Lists that switch off asking: the key used and the names; `*` for all. */
  approvals: { key: string; name: string; at: Tree }[];
}

const first = (tree: Tree, keys: string[]): Tree | undefined => {
  for (const key of keys) {
    const found = get(tree, key);
    if (found && !(found.kind === 'scalar' && found.value === null)) return found;
  }
  return undefined;
};

const word = (tree: Tree | undefined): Word | undefined => {
  const value = text(tree);
  return tree && value !== undefined ? { text: value, at: tree } : undefined;
};

const fields = (tree: Tree | undefined): Field[] =>
  tree?.kind === 'list'
    ? tree.items.flatMap((item) => {
        const pair = /^([\w-]+)=([\s\S]*)$/.exec(text(item) ?? '');
        const name = text(get(item, 'name')) ?? text(get(item, 'key'));
        if (pair) return [{ name: pair[1]!, value: pair[2]!, at: item }];
        return name !== undefined
          ? [{ name, value: text(get(item, 'value')) ?? '', at: get(item, 'value') ?? item }]
          : [];
      })
    : entries(tree).flatMap((entry) => {
        const value = text(entry.value);
        return value === undefined ? [] : [{ name: entry.key, value, at: entry.value }];
      });

/** Approval switches of every client; the ones a client consults are in its `approvals`. */
export const APPROVAL_KEYS = [
  'autoApprove',
  'alwaysAllow',
  'trust',
  'autoApproved',
  'auto_approve',
  'always_allow',
];

/** Reads one definition with the field names of the client. `folder` is where relative commands start. */
export function readServer(
  entry: { key: string; keySpan: Span; value: Tree },
  rule: ClientRule,
  folder: string,
): Server {
  const keys = keysOf(rule);
  const { value: tree } = entry;
  const commandTree = first(tree, keys.command);
  // Zed once nested the command: `command: { path, args, env }`.
  const nested = commandTree?.kind === 'dict' ? commandTree : undefined;
  const line = commandTree?.kind === 'list' ? items(commandTree).flatMap((item) => word(item) ?? []) : [];
  const command = nested ? word(get(nested, 'path')) : (line[0] ?? word(commandTree));
  const argsTree = (nested && get(nested, 'args')) ?? first(tree, keys.args);
  const argWords =
    argsTree?.kind === 'scalar'
      ? splitLine(text(argsTree) ?? '', argsTree)
      : items(argsTree).flatMap((item) => word(item) ?? []);
  const args = [...line.slice(1), ...argWords];
  const oauth = first(tree, keys.oauth);
  const list = (names: string[]): string[] | undefined => {
    const found = first(tree, names);
    return found ? items(found, true).flatMap((item) => text(item) ?? []) : undefined;
  };
  return {
    name: entry.key,
    keySpan: entry.keySpan,
    tree,
    launch: readLaunch(command, args, folder),
    url: word(first(tree, keys.url)),
    env: [...keys.env.flatMap((key) => fields(get(tree, key))), ...fields(nested && get(nested, 'env'))],
    headers: [
      ...keys.headers.flatMap((key) => fields(get(tree, key))),
      ...fields(get(tree, 'requestOptions', 'headers')),
    ],
    tokens: keys.token.flatMap((key) =>
      fields({
        kind: 'dict',
        entries: entries(tree).filter((e) => e.key === key),
        span: tree.span,
        pointer: '',
      }),
    ),
    envFiles: keys.envFile.flatMap((key) => items(get(tree, key), true).flatMap((item) => word(item) ?? [])),
    passed: [
      ...keys.envNames.flatMap((key) =>
        items(get(tree, key)).flatMap((item) => {
          const variable = word(item) ?? word(get(item, 'name'));
          return variable ? [{ name: variable.text, variable, via: 'env' as const }] : [];
        }),
      ),
      ...keys.headerNames.flatMap((key) =>
        fields(get(tree, key)).map(({ name, value, at }) => ({
          name,
          variable: { text: value, at },
          via: 'header' as const,
        })),
      ),
      ...keys.bearerName.flatMap((key) => {
        const variable = word(get(tree, key));
        return variable ? [{ name: 'Authorization', variable, via: 'header' as const }] : [];
      }),
    ],
    oauth: oauth !== undefined && text(oauth) !== 'false' && text(oauth)?.toLowerCase() !== 'none',
    disabled: text(first(tree, keys.disabled)) === 'true' || text(first(tree, keys.enabled)) === 'false',
    allowed: list(keys.allowed),
    excluded: list(keys.excluded),
    approvals: APPROVAL_KEYS.flatMap((key) => {
      const found = get(tree, key);
      if (found?.kind === 'scalar') return found.value === true ? [{ key, name: '*', at: found }] : [];
      return items(found).flatMap((item) => {
        const name = text(item);
        return name === undefined ? [] : [{ key, name, at: item }];
      });
    }),
  };
}
